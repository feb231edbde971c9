//! What a sandbox is started with, and why starting can fail.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::foundation::Clock;

use super::seed::{Seed, SeedError};

/// How to start a [`super::Sandbox`]. The default listens on any free loopback port, without TLS, with the
/// built-in seed and the clock of the system.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// Where time comes from; share a manual clock with the service under test to try expiry.
    pub clock: Clock,
    /// The plain HTTP listener; port 0 takes any free port.
    pub listen: SocketAddr,
    /// The HTTPS listener, if there is to be one.
    pub tls: Option<TlsOptions>,
    /// What exists at the start.
    pub seed: Seed,
    /// A directory that keeps the signing key across starts; `None` makes one key a process.
    pub keys_dir: Option<PathBuf>,
}

/// The HTTPS listener: `auth.<domain>` and `<slug>.<domain>`, under a certificate authority made at the start.
#[derive(Clone, Debug)]
pub struct TlsOptions {
    /// The domain without port, such as `cl.test`.
    pub domain: String,
    /// Where to listen; the port becomes part of the issuer's address.
    pub listen: SocketAddr,
    /// A file for the authority's certificate (PEM), so that clients can be told to trust it.
    pub ca_out: Option<PathBuf>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            clock: Clock::System,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: None,
            seed: Seed::default(),
            keys_dir: None,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// An address could not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file could not be read or written.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The signing key or the certificates could not be made or understood.
    #[error("keys: {0}")]
    Keys(String),
    /// The seed contradicts itself.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The server's thread could not be started.
    #[error("cannot start the server: {0}")]
    Server(io::Error),
}
