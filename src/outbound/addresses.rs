//! Which network addresses a request may go to. The blocks are IANA's special-purpose registries, read in favour
//! of refusing: what is neither ordinary public space nor a private network is open to nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::{OutboundError, Reach};

/// What kind of neighbourhood an address is in; ordered from open to closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Public,
    /// This machine and its networks: only with [`Reach::Private`].
    Private,
    /// Nobody's: link-local with the clouds' metadata, multicast, reserved, documentation.
    Closed,
}

type Block<T> = (T, u32);

const PRIVATE_V4: [Block<Ipv4Addr>; 5] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10), // carrier-grade NAT, and the overlay networks that live there
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
];

const CLOSED_V4: [Block<Ipv4Addr>; 11] = [
    (Ipv4Addr::UNSPECIFIED, 8), // "this network": 0.0.0.0 connects to this machine
    (Ipv4Addr::new(100, 100, 100, 200), 32), // metadata of Alibaba Cloud
    (Ipv4Addr::new(168, 63, 129, 16), 32), // metadata of Azure
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local, with everybody else's metadata
    (Ipv4Addr::new(192, 0, 0, 0), 24), // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24), // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24), // 6to4 relays
    (Ipv4Addr::new(198, 18, 0, 0), 15), // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 3), // multicast, reserved, broadcast
];

const fn v6(first: u16, second: u16) -> Ipv6Addr {
    Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0)
}

const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);
const UNIQUE_LOCAL: Block<Ipv6Addr> = (v6(0xfc00, 0), 7);
const GLOBAL_UNICAST: Block<Ipv6Addr> = (v6(0x2000, 0), 3);
const NAT64: Block<Ipv6Addr> = (v6(0x0064, 0xff9b), 96);
const SIX_TO_FOUR: Block<Ipv6Addr> = (v6(0x2002, 0), 16);
const TEREDO: Block<Ipv6Addr> = (v6(0x2001, 0), 32);
/// Inside global unicast: protocol assignments, and documentation twice.
const CLOSED_V6: [Block<Ipv6Addr>; 3] = [(v6(0x2001, 0), 23), (v6(0x2001, 0x0db8), 32), (v6(0x3fff, 0), 20)];

/// True where a connection to `address` is allowed.
pub(super) fn allows(reach: Reach, address: IpAddr) -> bool {
    match kind(address) {
        Kind::Public => true,
        Kind::Private => reach == Reach::Private,
        Kind::Closed => false,
    }
}

/// Refuses what can be refused before any name is resolved. Literal addresses must be judged here: the HTTP
/// library asks its resolver for names alone.
pub(super) fn check(reach: Reach, url: &Url) -> Result<(), OutboundError> {
    match url.scheme() {
        "https" => {}
        "http" if reach == Reach::Private => {}
        _ => return Err(OutboundError::Address("must begin with https://")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(OutboundError::Address("must not hold a name or password"));
    }
    let refused = match url.host() {
        None => return Err(OutboundError::Address("has no host")),
        Some(Host::Domain(name)) => reach == Reach::Public && is_this_machine(name),
        Some(Host::Ipv4(address)) => !allows(reach, address.into()),
        Some(Host::Ipv6(address)) => !allows(reach, address.into()),
    };
    if refused { Err(OutboundError::refused(reach, url.host_str().unwrap_or_default())) } else { Ok(()) }
}

/// The URL parser has written the name in lower case.
fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

fn kind(address: IpAddr) -> Kind {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => kind_v6(address),
    }
}

fn kind_v4(address: Ipv4Addr) -> Kind {
    if CLOSED_V4.iter().any(|block| holds_v4(*block, address)) {
        Kind::Closed
    } else if PRIVATE_V4.iter().any(|block| holds_v4(*block, address)) {
        Kind::Private
    } else {
        Kind::Public
    }
}

fn kind_v6(address: Ipv6Addr) -> Kind {
    let bits = address.to_bits();
    if let Some(mapped) = address.to_ipv4_mapped() {
        kind_v4(mapped)
    } else if address == METADATA_V6 {
        Kind::Closed
    } else if address == Ipv6Addr::LOCALHOST || holds_v6(UNIQUE_LOCAL, address) {
        Kind::Private
    } else if holds_v6(NAT64, address) {
        kind_v4(carried(bits))
    } else if holds_v6(SIX_TO_FOUR, address) {
        kind_v4(carried(bits >> 80))
    } else if holds_v6(TEREDO, address) {
        // The server's address as it is, the client's with every bit turned round.
        kind_v4(carried(bits >> 64)).max(kind_v4(carried(!bits)))
    } else if holds_v6(GLOBAL_UNICAST, address) && !CLOSED_V6.iter().any(|block| holds_v6(*block, address)) {
        Kind::Public
    } else {
        Kind::Closed
    }
}

/// The IPv4 address in the lowest 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "the upper bits are the tunnel's, not the address's")]
fn carried(bits: u128) -> Ipv4Addr {
    Ipv4Addr::from_bits(bits as u32)
}

fn holds_v4((start, length): Block<Ipv4Addr>, address: Ipv4Addr) -> bool {
    (start.to_bits() ^ address.to_bits()) >> (32 - length) == 0
}

fn holds_v6((start, length): Block<Ipv6Addr>, address: Ipv6Addr) -> bool {
    (start.to_bits() ^ address.to_bits()) >> (128 - length) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(addresses: &[&str]) -> Vec<(String, Kind)> {
        addresses.iter().map(|text| ((*text).to_owned(), kind(text.parse().unwrap()))).collect()
    }

    fn all(addresses: &[&str], expected: Kind) {
        for (text, found) in kinds(addresses) {
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn k18_public_space_is_open_up_to_its_edges() {
        all(
            &[
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00::1",
                "2001:4860:4860::8888",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1",
                "2002:101:101::1",
            ],
            Kind::Public,
        );
    }

    #[test]
    fn k18_this_machine_and_private_networks_are_known_in_every_disguise() {
        all(
            &[
                "127.0.0.1",
                "127.255.255.254",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "::1",
                "fc00::1",
                "fdff::1",
                "::ffff:127.0.0.1",
                "::ffff:10.1.2.3",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "2001:0:101:101::80ff:fffe",
            ],
            Kind::Private,
        );
    }

    #[test]
    fn k18_metadata_multicast_reserved_and_documentation_are_closed_to_all() {
        all(
            &[
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "2001:db8::1",
                "3fff::1",
                "3fff:fff::1",
                "2001:2::1",
                "2001:20::1",
                "100::1",
                "5f00::1",
                "fd00:ec2::254",
                "::127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::10.0.0.1",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::",
                "2001:0:101:101::5601:5601",
            ],
            Kind::Closed,
        );
    }

    #[test]
    fn k18_an_address_is_judged_by_what_it_means_not_by_how_it_is_written() {
        for text in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0177.0.0.1/",
            "https://0/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://169.254.169.254/",
            "https://１２７.0.0.1/",
            "https://192.168.0.1:8443/",
        ] {
            let refused = check(Reach::Public, &text.parse().unwrap());
            assert!(matches!(refused, Err(OutboundError::Refused { .. })), "{text}: {refused:?}");
        }
        for text in [
            "http://id.example/",
            "ftp://id.example/",
            "file:///etc/passwd",
            "https://a:b@id.example/",
            "https://a@id.example/",
        ] {
            let refused = check(Reach::Public, &text.parse().unwrap());
            assert!(matches!(refused, Err(OutboundError::Address(_))), "{text}: {refused:?}");
        }
        assert_eq!(check(Reach::Public, &"https://id.example/".parse().unwrap()), Ok(()));
    }

    #[test]
    fn k18_private_reach_opens_private_networks_and_nothing_else() {
        for text in ["http://localhost:8084/", "http://127.0.0.1/", "https://10.1.1.1/", "http://[::1]:80/"] {
            assert_eq!(check(Reach::Private, &text.parse().unwrap()), Ok(()), "{text}");
        }
        for text in
            ["http://169.254.169.254/latest", "http://0.0.0.0/", "http://[fe80::1]/", "http://224.0.0.1/"]
        {
            assert!(check(Reach::Private, &text.parse().unwrap()).is_err(), "{text}");
        }
        assert!(check(Reach::Private, &"http://a:b@localhost/".parse().unwrap()).is_err());
        assert!(check(Reach::Private, &"gopher://localhost/".parse().unwrap()).is_err());
    }
}
