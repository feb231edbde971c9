//! `vestibule serve`: the service.

use std::net::{SocketAddr, TcpListener};

use actix_web::web;

use super::database::Database;
use super::{Problem, SettingsFile, shutdown, telemetry};
use crate::app::App;
use crate::foundation::Clock;
use crate::server::Running;

/// `serve`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(flatten)]
    settings: SettingsFile,
}

/// Serves until it is asked to stop.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    telemetry::json();
    let settings = args.settings.load()?;
    let listen = settings.server.listen;
    let listener = bind(listen)?;
    let metrics = settings.server.metrics_listen.map(bind).transpose()?;
    let database = Database::open(&settings.database).await?;
    let public_url = settings.server.public_url.to_string();
    let app = web::Data::from(App::new(settings, database.pool.clone(), Clock::System)?);
    let mut running = Running::start(app.clone(), listener)?;
    if let Some(listener) = metrics {
        running = running.with_metrics(&app, listener)?;
    }
    tracing::info!(listen = %running.address(), public_url, "ready");
    shutdown::asked().await?;
    drain(&app).await?;
    // The server has its own hold of it; what is left here would keep it from ending.
    drop(app);
    tracing::info!("stopping");
    running.stop().await;
    database.close().await
}

/// Serves on for a while, so that a load balancer hears in time that nobody should be sent here any more. Whoever asks
/// a second time does not want to wait.
async fn drain(app: &App) -> std::io::Result<()> {
    let time = app.settings.server.drain;
    if time.is_zero() {
        return Ok(());
    }
    app.leave();
    tracing::info!(seconds = time.as_secs(), "leaving");
    tokio::select! {
        () = tokio::time::sleep(time) => Ok(()),
        asked = shutdown::asked() => asked,
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))
}
