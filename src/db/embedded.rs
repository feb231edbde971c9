//! A private PostgreSQL for development, the demonstration and the tests, made of the system's own binaries:
//! unix socket only, one owner, ended with its owner. Owns nothing of the schema.
//!
//! Everything up to the first answered packet happens on one thread that then stays: the kernel ties the
//! signal that ends PostgreSQL with us to the *thread* that started it, and tokio's threads may retire.

mod binaries;
mod error;
mod home;
mod orphan;
mod probe;
mod process;
mod run_as;
mod server;

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::sync::oneshot;

pub use error::EmbeddedError;
use home::Home;
use server::Server;

/// The only role, a superuser of a cluster that only we can reach.
const ROLE: &str = "vestibule";

/// Names the socket file; no TCP port is opened.
const PORT: u16 = 5432;

/// What the embedded database needs to know.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// Where the cluster lives; made where missing.
    pub directory: PathBuf,
    /// The folder with `initdb` and `postgres`; searched for where not given.
    pub binaries: Option<PathBuf>,
    /// False turns fsync off: faster, and a power cut may cost the data. For tests.
    pub durable: bool,
}

/// A running cluster. Dropping it stops it and waits for that, as [`EmbeddedPostgres::stop`] does.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    server: Server,
}

impl EmbeddedPostgres {
    /// Starts the cluster, which is made first where it does not exist (1 to 6 seconds; later starts take
    /// 0.1 to 0.3). Returns when PostgreSQL answers. The database `postgres` exists.
    pub async fn start(options: EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let (ready, started) = oneshot::channel();
        let (lifeline, server_gone) = mpsc::channel::<()>();
        thread::Builder::new()
            .name("embedded-postgres".to_owned())
            .spawn(move || {
                // Nobody waits any more: the server comes back in the error and is stopped by its drop.
                drop(ready.send(launch(&options, lifeline)));
                // Ends when the server, and with it `lifeline`, is dropped.
                while server_gone.recv().is_ok() {}
            })
            .map_err(|source| EmbeddedError::io("start a thread", source))?;
        let server = started.await.map_err(|_| EmbeddedError::Interrupted)??;
        Ok(Self { server })
    }

    /// How to connect to `database` in this cluster.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.server.socket_directory())
            .port(PORT)
            .username(ROLE)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// Ends open connections and stops the cluster in good order (PostgreSQL's "fast" shutdown).
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        let mut server = self.server;
        tokio::task::spawn_blocking(move || server.end()).await.map_err(|_| EmbeddedError::Interrupted)?
    }
}

/// Tries the installations found, best first, until one starts.
fn launch(options: &EmbeddedOptions, lifeline: mpsc::Sender<()>) -> Result<Server, EmbeddedError> {
    let home = Home::claim(&options.directory)?;
    orphan::end(&home.data())?;
    let installations = binaries::find(options.binaries.as_deref(), &home)?;
    let mut failures = Vec::new();
    for installation in &installations {
        let started = server::initialize(&home, installation, options.durable)
            .and_then(|()| server::start(&home, installation, options.durable));
        match started {
            Ok(process) => return Ok(Server::new(process, home, lifeline)),
            Err(error) => failures.push(format!("{}: {error}", installation.folder.display())),
        }
    }
    Err(EmbeddedError::NotStarted { attempts: failures.join("\n") })
}
