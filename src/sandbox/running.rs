//! A running sandbox.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use actix_web::web::Data;
use tokio::sync::mpsc;

use super::board::SwitchBoard;
use super::calls::Calls;
use super::edge::{Servers, Sockets};
use super::journal::{Journal, JournalEntry};
use super::keys::KeyStore;
use super::options::{SandboxError, SandboxOptions, TlsOptions};
use super::seed::Seed;
use super::shared::Shared;
use super::world::World;

/// Webhook deliveries that may wait.
const DELIVERY_QUEUE: usize = 1_024;

/// A running sandbox; it stops when it is dropped.
pub struct Sandbox {
    pub(super) shared: Data<Shared>,
    servers: Servers,
}

impl Sandbox {
    /// Starts a sandbox and returns when it can be called. The first start of a process makes an RSA key,
    /// which takes some seconds, unless a directory has one.
    pub async fn start(options: SandboxOptions) -> Result<Self, SandboxError> {
        // Making the key and waiting for the thread both block, which the runtime of a caller must not.
        let starting = tokio::task::spawn_blocking(|| Self::start_here(options));
        starting.await.map_err(|error| SandboxError::Server(error.into()))?
    }

    fn start_here(options: SandboxOptions) -> Result<Self, SandboxError> {
        let SandboxOptions { clock, listen, tls, seed, keys_dir } = options;
        seed.check()?;
        let keys = KeyStore::new(keys_dir, seed.rsa_bits);
        let ring = keys.open()?;
        let sockets = Sockets::bind(listen, tls.as_ref(), &seed)?;
        let base_url = plain_base(sockets.plain_address().unwrap_or(listen));
        let issuer = issuer(tls.as_ref(), &sockets, &base_url);
        let (deliveries, queue) = mpsc::channel(DELIVERY_QUEUE);
        let shared = Data::new(Shared {
            world: Mutex::new(World::seeded(&seed, ring, clock.now())),
            clock,
            seed,
            base_url,
            issuer,
            switches: SwitchBoard::default(),
            journal: Journal::default(),
            calls: Calls::default(),
            deliveries,
            delivery_queue: Mutex::new(Some(queue)),
            keys,
            rotations: AtomicUsize::new(0),
            token_calls: AtomicUsize::new(0),
        });
        let servers = sockets.serve(shared.clone())?;
        Ok(Self { shared, servers })
    }

    /// Stops the servers and waits until their sockets are closed.
    pub async fn stop(self) {
        self.servers.stop().await;
    }

    /// `http://127.0.0.1:PORT`
    pub fn base_url(&self) -> String {
        self.shared.base_url.clone()
    }

    /// The Auth API on the plain listener: `…/auth`, to which `/oauth/token` is added.
    pub fn auth_url(&self) -> String {
        format!("{}/auth", self.shared.base_url)
    }

    /// The Core API of an organization on the plain listener: `…/<slug>`, to which `/api/customers` is added.
    pub fn api_url(&self, slug: &str) -> String {
        format!("{}/{slug}", self.shared.base_url)
    }

    /// The `iss` of access tokens: `https://auth.<domain>` with TLS, else [`Self::auth_url`].
    pub fn issuer(&self) -> String {
        self.shared.issuer.clone()
    }

    /// What the sandbox started with.
    pub fn seed(&self) -> &Seed {
        &self.shared.seed
    }

    /// The switches.
    pub fn switches(&self) -> &SwitchBoard {
        &self.shared.switches
    }

    /// The latest requests, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shared.journal.entries()
    }
}

/// The issuer has the port that was really bound, so that a test may ask for any.
fn issuer(tls: Option<&TlsOptions>, sockets: &Sockets, base_url: &str) -> String {
    match tls.zip(sockets.secure_address()) {
        Some((tls, address)) if address.port() == 443 => format!("https://auth.{}", tls.domain),
        Some((tls, address)) => format!("https://auth.{}:{}", tls.domain, address.port()),
        None => format!("{base_url}/auth"),
    }
}

fn plain_base(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}
