//! `vestibule demo`: everything that it takes to see a shopper sign up and come back signed in, in one process
//! and on this machine alone: Vestibule with an embedded PostgreSQL, a local Commerce Layer, a shop, somebody
//! else's identity provider, and a mailbox that catches every letter.

mod mailbox;
mod settings;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use actix_web::web;

use super::database::Database;
use super::{Problem, shutdown, telemetry};
use crate::app::App;
use crate::config::DatabaseSettings;
use crate::foundation::Clock;
use crate::sandbox::shop::{Shop, ShopOptions};
use crate::sandbox::upstream::{ClientRegistration, Upstream, UpstreamOptions};
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions, TlsOptions};
use crate::server::Running;
use crate::tokens;

/// What Vestibule calls Example ID in its settings.
const PROVIDER: &str = "upstream";

/// `demo`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Port of Vestibule
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    vestibule_port: u16,
    /// Port of the shop
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    shop_port: u16,
    /// Port of the local Commerce Layer
    #[arg(long, value_name = "PORT", default_value_t = 8082)]
    sandbox_port: u16,
    /// Port of the mailbox
    #[arg(long, value_name = "PORT", default_value_t = 8083)]
    mailbox_port: u16,
    /// Port of Example ID, the identity provider
    #[arg(long, value_name = "PORT", default_value_t = 8084)]
    upstream_port: u16,
    /// How many token calls Vestibule makes in a minute at most
    #[arg(long, value_name = "CALLS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    calls_per_minute: u32,
    /// Where the demonstration keeps its data
    #[arg(long, value_name = "DIR", default_value = ".vestibule/demo")]
    data: PathBuf,
    /// Serve the local Commerce Layer over HTTPS, too, as auth.DOMAIN and SLUG.DOMAIN at this port
    #[arg(long, value_name = "DOMAIN:PORT", value_parser = super::sandbox::domain_and_port)]
    tls_domain: Option<(String, u16)>,
    /// Write the certificate of the HTTPS authority to this file
    #[arg(long, value_name = "FILE", requires = "tls_domain")]
    ca_out: Option<PathBuf>,
}

/// Runs until it is interrupted.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    telemetry::for_people();
    // Every port is taken before anything is started: whatever is in the way is told at once.
    let vestibule = listener("Vestibule", args.vestibule_port)?;
    let mailbox = listener("the mailbox", args.mailbox_port)?;
    let upstream = upstream(&args).await?;
    let sandbox = Sandbox::start(sandbox_options(&args)).await?;
    let database = Database::open(&DatabaseSettings::Embedded {
        directory: args.data.join("postgres"),
        binaries: None,
        connections: 16,
    })
    .await?;
    let places = settings::Places {
        vestibule: address(args.vestibule_port),
        shop: address(args.shop_port),
        issuer: upstream.issuer(),
        data: args.data.clone(),
        calls_per_minute: args.calls_per_minute,
    };
    let settings = settings::settings(&places, &sandbox)?;
    let app = web::Data::from(App::new(settings, database.pool.clone(), Clock::System)?);
    // The local Commerce Layer forgets everything when it stops, the tokens that it gave included.
    tokens::forget_all(&app).await?;
    let mailbox = mailbox::serve(mailbox, &app)?;
    let running = Running::start(app, vestibule)?;
    let shop = Shop::start(shop_options(&args, &sandbox)?)?;
    println!("{}", introduction(&args));
    shutdown::asked().await?;
    shop.stop().await;
    running.stop().await;
    mailbox.stop(false).await;
    sandbox.stop().await;
    upstream.stop().await;
    database.close().await
}

fn sandbox_options(args: &Args) -> SandboxOptions {
    let tls = args.tls_domain.clone().map(|(domain, port)| TlsOptions {
        domain,
        listen: loopback(port),
        ca_out: args.ca_out.clone(),
    });
    SandboxOptions {
        clock: Clock::System,
        listen: loopback(args.sandbox_port),
        tls,
        seed: settings::seed(),
        keys_dir: Some(args.data.join("sandbox")),
    }
}

/// Somebody else's accounts. Vestibule is registered there as `DEMO_CLIENT_ID` with `DEMO_CLIENT_SECRET` of
/// [`crate::sandbox::upstream`], under the name [`PROVIDER`]; the issuer is what [`Upstream::issuer`] says.
async fn upstream(args: &Args) -> Result<Upstream, Problem> {
    let port = args.upstream_port;
    let client = ClientRegistration::of_vestibule(PROVIDER, &address(args.vestibule_port));
    let options = UpstreamOptions {
        listen: loopback(port),
        issuer: Some(address(port)),
        ..UpstreamOptions::with_client(client)
    };
    Upstream::start(options).await.map_err(|error| match error {
        SandboxError::Listen { source, .. } => not_free("Example ID", port, &source),
        other => other.into(),
    })
}

fn shop_options(args: &Args, sandbox: &Sandbox) -> Result<ShopOptions, Problem> {
    let seed = sandbox.seed();
    Ok(ShopOptions {
        listen: loopback(args.shop_port),
        vestibule_url: address(args.vestibule_port),
        api_url: sandbox.api_url(settings::ORGANIZATION),
        client_id: settings::sales_channel(seed, settings::WEB_SHOP)?.client_id.clone(),
        legacy_client_id: settings::sales_channel(seed, settings::LEGACY_SHOP)?.client_id.clone(),
        scope: settings::SCOPE.to_owned(),
    })
}

fn listener(what: &str, port: u16) -> Result<TcpListener, Problem> {
    TcpListener::bind(loopback(port)).map_err(|error| not_free(what, port, &error))
}

fn not_free(what: &str, port: u16, error: &std::io::Error) -> Problem {
    format!("Port {port} for {what} is not free ({error}). Choose another one: see --help.").into()
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// By name and not by number: browsers keep `__Host-` cookies of http pages for `localhost` alone.
fn address(port: u16) -> String {
    format!("http://localhost:{port}")
}

fn introduction(args: &Args) -> String {
    let Args { vestibule_port, shop_port, sandbox_port, mailbox_port, upstream_port, .. } = args;
    format!(
        "\n  The demonstration is ready. Begin at the shop: press “Sign in”, then sign up.\n\n\
         \x20 The shop                  http://localhost:{shop_port}\n\
         \x20 Your letters              http://localhost:{mailbox_port}\n\
         \x20 Vestibule                 http://localhost:{vestibule_port}\n\
         \x20 The local Commerce Layer  http://localhost:{sandbox_port}\n\
         \x20 Example ID                http://localhost:{upstream_port}  (somebody else’s accounts, to sign in with)\n\n\
         \x20 Data is kept in {}. Ctrl-C stops everything.\n",
        args.data.display()
    )
}
