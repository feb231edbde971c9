//! `[server]`: where Vestibule listens and how the world addresses it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use url::Url;

use super::kinds;
use super::reader::{Read, Section};

/// Service managers kill who takes longer.
const LONGEST_DRAIN: Duration = Duration::from_mins(5);

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
    /// `known_networks`: addresses or networks of one's own, such as offices and stores, where many people share one
    /// address. Attempts are not counted on them; on accounts and mailboxes they are, as everywhere. Default: none.
    pub known_networks: Vec<Network>,
    /// `metrics_listen`: address and port that answer `GET /metrics`, and nothing else; default none. Whoever reaches
    /// it reads figures of the business, so it belongs on an inner address.
    pub metrics_listen: Option<SocketAddr>,
    /// `drain`: how long a node that is asked to stop still serves while `/health/ready` says 503, so that a load balancer
    /// sends nobody to it any more; default none, at most 5 minutes.
    pub drain: Duration,
}

/// An address range: `base/prefix`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Any address of the range.
    pub base: IpAddr,
    /// How many leading bits count.
    pub prefix: u8,
}

/// Reads `[server]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<ServerSettings> {
    let listen = section.or("listen", "127.0.0.1:8080", socket_address);
    let expected = "the origin that shoppers see, such as https://login.example.com";
    let public_url = section.require("public_url", expected, kinds::origin);
    let trusted_proxies = section.list("trusted_proxies", Network::parse);
    let known_networks = section.list("known_networks", Network::parse);
    let metrics_listen = section.maybe("metrics_listen", socket_address);
    let drain = section.maybe("drain", drain_time);
    Ok(ServerSettings {
        listen: listen?,
        public_url: public_url?,
        trusted_proxies: trusted_proxies?.unwrap_or_default(),
        known_networks: known_networks?.unwrap_or_default(),
        metrics_listen: metrics_listen?,
        drain: drain?.unwrap_or_default(),
    })
}

fn drain_time(text: &str) -> Result<Duration, String> {
    let time = kinds::duration(text)?.to_std().ok().filter(|time| *time <= LONGEST_DRAIN);
    time.ok_or_else(|| "expected at most 5 min".to_owned())
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "expected an IP address and a port, such as 127.0.0.1:8080".to_owned())
}

impl Network {
    /// True for the addresses of this range.
    pub fn contains(&self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let ((base, width), (address, other_width)) = (bits(self.base), bits(address));
        let outside = 128 - u32::from(self.prefix);
        width == other_width && (outside >= 128 || base >> outside == address >> outside)
    }

    /// Reads `10.0.0.0/8`, or one address.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parts(text).ok_or_else(|| "expected an address or a network, such as 10.0.0.0/8".to_owned())
    }

    fn parts(text: &str) -> Option<Self> {
        let (base, prefix) = text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().ok()?;
        let all = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Some(all), |prefix| prefix.parse().ok())?;
        (prefix <= all).then_some(Self { base, prefix })
    }
}
