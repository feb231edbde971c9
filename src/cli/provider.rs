//! `vestibule provider test`: what a provider says of itself, what is wrong between us and it, and what to register
//! there. Needs the settings alone: neither the database nor the running service.

use std::process::ExitCode;
use std::sync::Arc;

use url::Url;

use super::report::{self, Verdict};
use super::{Problem, SettingsFile};
use crate::config::{ClientAuth, ProviderSettings, Settings};
use crate::foundation::Clock;
use crate::links;
use crate::openid::Provider;
use crate::outbound::Outbound;

/// `provider`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Ask a provider what it offers, and say everything that is wrong and what to register there
    #[command(
        after_help = "It reads the provider's discovery document and its keys, and offers it an invented \
        code to see whether it accepts our client id and secret. Nobody is signed in.\n\n\
        Ends with 0 when people can sign in there as the settings want it, and with 1 when something stands in \
        the way."
    )]
    Test {
        /// The provider's id in the settings, such as auth0
        id: String,
        #[command(flatten)]
        settings: SettingsFile,
    },
}

/// Prints what there is and what is wrong.
pub(super) async fn run(args: Args) -> Result<ExitCode, Problem> {
    let Command::Test { id, settings } = args.command;
    let settings = settings.load()?;
    let provider = settings.provider(&id).ok_or_else(|| unknown(&settings))?;
    Ok(test(provider, &settings, &Arc::new(Outbound::new()?)).await.exit_code())
}

fn unknown(settings: &Settings) -> String {
    let ids: Vec<&str> = settings.providers.iter().map(|provider| provider.id.as_str()).collect();
    match ids[..] {
        [] => "The settings have no provider: there is no [[providers]] table.".to_owned(),
        _ => format!("The settings have no provider of this id. They have: {}.", ids.join(", ")),
    }
}

/// Tests one provider of the settings.
pub(super) async fn test(settings: &ProviderSettings, all: &Settings, http: &Arc<Outbound>) -> Verdict {
    let public_url = &all.server.public_url;
    let id = settings.id.as_str();
    let redirect_uri = links::absolute(public_url, &links::callback(id), "");
    let provider = Provider::new(settings.clone(), http.clone(), Clock::System);
    let found = provider.report(&redirect_uri).await;
    report::print(
        &format!("provider        {id} at {}", settings.issuer),
        &found,
        &registration(settings, public_url),
    )
}

/// What is to be told to the provider, ready to copy.
fn registration(settings: &ProviderSettings, public_url: &Url) -> Vec<(&'static str, String)> {
    let id = settings.id.as_str();
    let at = |path: &str| links::absolute(public_url, path, "");
    let mut addresses = vec![
        ("redirect URI", at(&links::callback(id))),
        ("post-logout URI", at(&links::signed_out_there(id))),
        ("back-channel logout", at(&links::backchannel_logout(id))),
        ("front-channel logout", at(&links::frontchannel_logout(id))),
    ];
    if settings.client_auth == ClientAuth::PrivateKeyJwt {
        addresses.push(("our keys (jwks_uri)", at(links::CLIENT_KEYS)));
    }
    addresses
}
