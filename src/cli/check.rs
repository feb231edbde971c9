//! `vestibule check`: whether the settings are complete and sound, without starting anything, and without asking
//! anybody unless told so. Shows what was understood, never a secret.

mod online;

use std::fmt::{self, Display, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use url::Url;

use super::Problem;
use crate::config::{
    DatabaseSettings, Environment, MailSettings, MailTransport, ProviderSettings, Settings,
    StorefrontSettings, Usage,
};

/// Checks the settings and shows what Vestibule understood, or everything that is wrong.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The settings file; by default what `VESTIBULE_CONFIG` names, else vestibule.toml here
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Then ask Commerce Layer and every provider whether they see it the same way. Spends up to 15 of the 30
    /// token calls that Commerce Layer allows a minute; nobody is signed in, and nothing is written
    #[arg(long)]
    pub online: bool,
}

/// Prints a summary, or every problem; fails where there is one.
pub(super) async fn run(args: Args) -> Result<ExitCode, Problem> {
    let environment: Environment = std::env::vars_os().collect();
    let file = Settings::file(args.config.as_deref(), &environment);
    let settings = Settings::load(file.as_deref(), &environment)?;
    print!("{}", Summary { file: file.as_deref(), settings: &settings });
    if !args.online {
        return Ok(ExitCode::SUCCESS);
    }
    Ok(online::run(&settings).await?.exit_code())
}

struct Summary<'a> {
    file: Option<&'a Path>,
    settings: &'a Settings,
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = self.file.map_or("environment".into(), Path::to_string_lossy);
        let Settings { server, database, mail, accounts, organizations, storefronts, providers, .. } =
            self.settings;
        writeln!(f, "The settings are good ({source}).\n")?;
        writeln!(f, "  shoppers see    {}", server.public_url.origin().ascii_serialization())?;
        writeln!(f, "  listens on      {}", server.listen)?;
        writeln!(f, "  database        {}", database_line(database))?;
        writeln!(f, "  letters         {}", mail_line(mail))?;
        let refused = accounts.refused_domains.count();
        if refused > 0 {
            writeln!(f, "  refuses         addresses of {refused} domains, and of their subdomains")?;
        }
        for (name, organization) in organizations {
            writeln!(
                f,
                "  organization    {name} at {}",
                organization.api_url.origin().ascii_serialization()
            )?;
        }
        storefronts.iter().try_for_each(|storefront| write_storefront(f, storefront))?;
        providers.iter().try_for_each(|provider| write_provider(f, provider, storefronts))
    }
}

fn write_storefront(f: &mut fmt::Formatter<'_>, storefront: &StorefrontSettings) -> fmt::Result {
    writeln!(f, "  storefront      {} (organization {})", storefront.name, storefront.organization)?;
    writeln!(f, "    home          {}", storefront.home)?;
    writeln!(f, "    sends back to {}", listed(&storefront.return_addresses))?;
    writeln!(f, "    scopes        {}", listed(&storefront.scopes))?;
    writeln!(f, "    sign-in with  {}", ways_in(storefront))
}

fn ways_in(storefront: &StorefrontSettings) -> String {
    let password = storefront.password.then(|| "password".to_owned());
    let providers = storefront.providers.iter().map(ToString::to_string);
    let ways: Vec<String> = password.into_iter().chain(providers).collect();
    let at_once = storefront.default_provider.as_ref().map(|id| format!("; people are sent to {id} at once"));
    format!("{}{}", listed(&ways), at_once.unwrap_or_default())
}

fn write_provider(
    f: &mut fmt::Formatter<'_>,
    provider: &ProviderSettings,
    storefronts: &[StorefrontSettings],
) -> fmt::Result {
    let offering = storefronts.iter().filter(|storefront| storefront.providers.contains(&provider.id));
    let names: Vec<&str> = offering.map(|storefront| storefront.name.as_str()).collect();
    let names = if names.is_empty() { "no storefront".to_owned() } else { listed(&names) };
    let usage = match provider.usage {
        Usage::SignUp => "",
        Usage::SignIn => " (to people who have an account)",
        Usage::Link => " (for linking only)",
    };
    let email = if provider.trust_email {
        "believed where the provider says that it is verified"
    } else {
        "proved to us before it counts"
    };
    writeln!(f, "  provider        {} at {}", provider.id, provider.issuer)?;
    writeln!(f, "    offered by    {names}{usage}")?;
    writeln!(f, "    e-mail        {email}")
}

fn listed<T: Display>(elements: &[T]) -> String {
    elements.iter().enumerate().fold(String::new(), |mut text, (index, element)| {
        let _ = write!(text, "{}{element}", if index == 0 { "" } else { ", " });
        text
    })
}

/// Host and name of a server; its address as a whole holds the password.
fn database_line(database: &DatabaseSettings) -> String {
    match database {
        DatabaseSettings::Embedded { directory, .. } => {
            format!("embedded PostgreSQL in {}, for development", directory.display())
        }
        DatabaseSettings::Server { url, connections } => {
            let url = Url::parse(url.expose()).ok();
            let host = url.as_ref().and_then(Url::host_str).unwrap_or("as the address says");
            format!("PostgreSQL server {host}, up to {connections} connections")
        }
    }
}

fn mail_line(mail: &MailSettings) -> String {
    let carrier = match &mail.transport {
        MailTransport::Smtp(smtp) => format!("by SMTP through {}:{}", smtp.host, smtp.port),
        MailTransport::Folder(folder) => format!("into the folder {}", folder.display()),
        MailTransport::Memory => "kept in memory: nobody receives them".to_owned(),
    };
    format!("from {}, {carrier}", mail.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: [(&str, &str); 19] = [
        ("VESTIBULE_SERVER__PUBLIC_URL", "https://login.example.com"),
        ("VESTIBULE_DATABASE__URL", "postgres://vestibule:hunter2@db.example.com/vestibule"),
        ("VESTIBULE_SECRETS__ENCRYPTION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("VESTIBULE_MAIL__FROM", "Shop <hello@example.com>"),
        ("VESTIBULE_MAIL__TRANSPORT", "smtp"),
        ("VESTIBULE_MAIL__SMTP__HOST", "mail.example.com"),
        ("VESTIBULE_ACCOUNTS__REFUSED_DOMAINS", "mailinator.com, trashmail.example"),
        ("VESTIBULE_ORGANIZATIONS__ACME__INTEGRATION__CLIENT_ID", "integration"),
        ("VESTIBULE_ORGANIZATIONS__ACME__INTEGRATION__CLIENT_SECRET", "hunter2"),
        ("VESTIBULE_STOREFRONTS__0__NAME", "Shop"),
        ("VESTIBULE_STOREFRONTS__0__ORGANIZATION", "acme"),
        ("VESTIBULE_STOREFRONTS__0__CLIENT_ID", "channel"),
        ("VESTIBULE_STOREFRONTS__0__CLIENT_SECRET", "hunter2"),
        ("VESTIBULE_STOREFRONTS__0__SCOPES", "market:code:eu,market:code:us"),
        ("VESTIBULE_STOREFRONTS__0__HOME", "https://shop.example.com/eu/"),
        ("VESTIBULE_PROVIDERS__0__PRESET", "auth0"),
        ("VESTIBULE_PROVIDERS__0__ISSUER", "https://acme.eu.auth0.com"),
        ("VESTIBULE_PROVIDERS__0__CLIENT_ID", "client"),
        ("VESTIBULE_PROVIDERS__0__CLIENT_SECRET", "hunter2"),
    ];

    #[test]
    fn the_summary_shows_what_was_understood_and_no_secret() {
        let addresses = ("VESTIBULE_STOREFRONTS__0__RETURN_ADDRESSES", "https://shop.example.com/eu/*");
        let environment: Environment = VARIABLES.into_iter().chain([addresses]).collect();
        let settings = Settings::load(None, &environment).unwrap();
        let summary = Summary { file: None, settings: &settings }.to_string();
        insta::assert_snapshot!(summary, @r"
        The settings are good (environment).

          shoppers see    https://login.example.com
          listens on      127.0.0.1:8080
          database        PostgreSQL server db.example.com, up to 16 connections
          letters         from Shop <hello@example.com>, by SMTP through mail.example.com:465
          refuses         addresses of 2 domains, and of their subdomains
          organization    acme at https://acme.commercelayer.io
          storefront      Shop (organization acme)
            home          https://shop.example.com/eu/
            sends back to https://shop.example.com/eu/*
            scopes        market:code:eu, market:code:us
            sign-in with  password, auth0
          provider        auth0 at https://acme.eu.auth0.com/
            offered by    Shop
            e-mail        believed where the provider says that it is verified
        ");
    }
}
