//! Floor 2: HTTP to addresses that somebody else chose: an upstream provider's discovery, keys, tokens and user
//! information. Such an address must never open what only our own network may reach (catalogue K18), so where a
//! request goes is judged when the connection is made, not when the address is read. Our own settings' Commerce
//! Layer has its client in [`crate::commerce_layer`].

mod addresses;
mod client;
mod error;
mod resolver;
#[cfg(test)]
mod tests;

pub use client::{Fetched, OutboundClient};
pub use error::OutboundError;

use std::time::Duration;

use resolver::Lookup;

/// Which addresses a request may go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The public internet, by https.
    Public,
    /// Also this machine and private networks, and http: for what the operator marked with `private_addresses`.
    Private,
}

/// The two guarded clients of the process. Cheap to clone; clones share connections and the bound on requests.
#[derive(Clone)]
pub struct Outbound {
    public: OutboundClient,
    private: OutboundClient,
}

impl Outbound {
    /// Makes the clients. Touches no network.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = |reach| OutboundClient::new(reach, Lookup::System, Bounds::default());
        Ok(Self { public: client(Reach::Public)?, private: client(Reach::Private)? })
    }

    /// The client that goes as far as `reach` and no further.
    pub fn client(&self, reach: Reach) -> &OutboundClient {
        match reach {
            Reach::Public => &self.public,
            Reach::Private => &self.private,
        }
    }
}

/// What one request may cost us, whoever answers it.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// Name and connection.
    connect: Duration,
    /// Everything, from the wait for a free place to the last byte.
    whole: Duration,
    /// Requests at the same time, for each reach.
    in_flight: usize,
    /// Bytes of a fetched document.
    document: usize,
    /// Bytes of any other answer.
    answer: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            whole: Duration::from_secs(8),
            in_flight: 64,
            document: 256 * 1024,
            answer: 128 * 1024,
        }
    }
}
