//! The browser's network address: the connection's, or what a trusted proxy says of it. Throttles, the diary
//! and `x-true-client-ip` depend on it, so a header of anybody else is never read (catalogue D02, D08).

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::config::Network;

/// The address that attempts are counted on. A proxy that forwards something unreadable counts as itself:
/// then everybody behind it shares one allowance, and nobody escapes it.
pub fn client_address(request: &HttpRequest, trusted: &[Network]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let chain = forwarded.collect::<Vec<_>>().join(",");
    Some(behind_proxies(peer, &chain, trusted))
}

/// Walks the chain from its trusted end: the first address that is no trusted proxy is the browser's.
fn behind_proxies(peer: IpAddr, chain: &str, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer;
    for hop in chain.rsplit(',') {
        if !is_trusted(nearest) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, chain: &str) -> String {
        let trusted = [Network { base: "10.0.0.0".parse().unwrap(), prefix: 8 }];
        behind_proxies(peer.parse().unwrap(), chain, &trusted).to_string()
    }

    #[test]
    fn d02_a_header_counts_only_from_a_trusted_proxy_and_only_where_it_is_readable() {
        assert_eq!(seen("203.0.113.9", "1.2.3.4"), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", "1.2.3.4"), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", "6.6.6.6, 1.2.3.4"), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2"), "1.2.3.4");
        for unreadable in ["", "a", "1.2.3.4, a", "fe80::1%eth0", "1.2.3.4:80", "unknown"] {
            assert_eq!(seen("10.0.0.1", unreadable), "10.0.0.1", "{unreadable:?}");
        }
        assert_eq!(seen("10.0.0.1", "::ffff:1.2.3.4"), "1.2.3.4");
    }
}
