//! `[server]`: where Vestibule listens and how the world addresses it.

use std::net::{IpAddr, SocketAddr};

use url::Url;

/// `[server]`
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// `listen`: address and port; default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// `public_url`: the origin that shoppers see, without a path. Every link and every origin check uses it
    /// and never a request header (catalogue D01). `https`, or `http` on a loopback name.
    pub public_url: Url,
    /// `trusted_proxies`: addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed.
    /// Default: none, so that the header is ignored.
    pub trusted_proxies: Vec<Network>,
}

/// An address range: `base/prefix`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Any address of the range.
    pub base: IpAddr,
    /// How many leading bits count.
    pub prefix: u8,
}
