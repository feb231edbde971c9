//! Where people may be sent back to. The comparison is of parsed parts, never of text: scheme, host and port
//! exactly, then the path (catalogue of open redirects; RFC 9700, 4.1.3).

use std::fmt;

use url::{Position, Url};

use super::kinds;

/// One entry of `return_addresses`, an `http` or `https` address without user info or fragment; `http` only
/// for a loopback host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressRule {
    /// `https://shop.example.com`: every path of this origin.
    Origin(Url),
    /// `https://shop.example.com/account`: this path exactly, any query.
    Exact(Url),
    /// `https://shop.example.com/eu/*`: every path below, on a segment boundary. Kept without the `*`, so the
    /// path ends in `/`.
    Below(Url),
}

impl AddressRule {
    /// Reads an entry. With a slash and nothing after the host, the front page alone is meant.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (address, below) = match text.strip_suffix("/*") {
            Some(prefix) => (format!("{prefix}/"), true),
            None => (text.to_owned(), false),
        };
        let url = kinds::address(&address)?;
        if url.query().is_some() {
            return Err("a query (?…) is refused: every query of the path is allowed".to_owned());
        }
        let path = address.splitn(4, '/').nth(3);
        if path.is_some_and(|path| path.contains('*')) {
            return Err("a wildcard stands only at the end, as /*".to_owned());
        }
        if path.is_some_and(is_ambiguous) {
            return Err("a path with .. or ; or an encoded slash, dot or percent sign is refused".to_owned());
        }
        Ok(match (path, below) {
            (_, true) => Self::Below(url),
            (None, false) => Self::Origin(url),
            (Some(_), false) => Self::Exact(url),
        })
    }

    /// Whether people may be sent to `url`.
    pub fn admits(&self, url: &Url) -> bool {
        let (Self::Origin(rule) | Self::Exact(rule) | Self::Below(rule)) = self;
        same_origin(rule, url)
            && match self {
                Self::Origin(_) => true,
                Self::Exact(rule) => rule.path() == url.path(),
                Self::Below(rule) => {
                    url.path().strip_prefix(rule.path()).is_some_and(|rest| !is_ambiguous(rest))
                }
            }
    }
}

/// User info never matches: it is there to make the eye read another host.
fn same_origin(rule: &Url, url: &Url) -> bool {
    rule.scheme() == url.scheme()
        && rule.host() == url.host()
        && rule.port_or_known_default() == url.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none()
}

/// What servers disagree on: some decode, cut off or climb where the parser saw a harmless name, and would
/// leave the allowed part of the path.
fn is_ambiguous(path: &str) -> bool {
    let plain = ["..", ";", "\\"].iter().any(|trick| path.contains(trick));
    plain || path.split('%').skip(1).any(|rest| !is_honest_escape(rest))
}

/// Whether what follows a `%` encodes a character that had to be encoded. A letter or digit did not have to: it
/// is there to become another escape when decoded twice (`%%32e` is `%2e` is `.`).
fn is_honest_escape(rest: &str) -> bool {
    let byte = rest.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    let byte = byte.and_then(|hex| u8::from_str_radix(hex, 16).ok());
    byte.is_some_and(|b| !b.is_ascii_alphanumeric() && !b.is_ascii_control() && !b"./\\;%".contains(&b))
}

impl fmt::Display for AddressRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Origin(url) => f.write_str(&url[..Position::BeforePath]),
            Self::Exact(url) => f.write_str(url.as_str()),
            Self::Below(url) => write!(f, "{url}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(rule: &str, admitted: &[&str], refused: &[&str]) {
        let rule = AddressRule::parse(rule).unwrap();
        for text in admitted {
            assert!(rule.admits(&Url::parse(text).unwrap()), "{rule} should admit {text}");
        }
        for text in refused {
            assert!(!Url::parse(text).is_ok_and(|url| rule.admits(&url)), "{rule} should refuse {text}");
        }
    }

    #[test]
    fn an_origin_admits_its_paths_and_no_look_alike() {
        check(
            "https://shop.example.com",
            &[
                "https://shop.example.com",
                "https://SHOP.example.com:443/a/b?c=d#e",
                "HTTPS://shop.example.com/%2e%2e/x",
            ],
            &[
                "http://shop.example.com/",
                "https://shop.example.com:8443/",
                "https://shop.example.com.evil.tld/",
                "https://evil.tld/shop.example.com",
                "https://evil.tld/?https://shop.example.com",
                "https://evil.tld#@shop.example.com",
                "https://shop.example.com@evil.tld/",
                "https://evil.tld\\@shop.example.com/",
                "https://user@shop.example.com/",
                "https://user:pass@shop.example.com/",
                "https://:pass@shop.example.com/",
                "https://shop.example.com./",
                "https://xshop.example.com/",
                "https://example.com/",
                "https://sub.shop.example.com/",
                "https://shop.example.co\u{217f}.evil/",
                "javascript://shop.example.com/%0aalert(1)",
                "data:text/html,https://shop.example.com",
            ],
        );
    }

    #[test]
    fn an_exact_path_admits_itself_with_any_query() {
        check(
            "https://shop.example.com/account",
            &["https://shop.example.com/account", "https://shop.example.com/account?tab=1"],
            &[
                "https://shop.example.com/",
                "https://shop.example.com/account/",
                "https://shop.example.com/Account",
                "https://shop.example.com/account/x",
                "https://shop.example.com/%61ccount",
                "https://shop.example.com/accounts",
            ],
        );
        check(
            "https://shop.example.com/",
            &["https://shop.example.com", "https://shop.example.com/?a"],
            &["https://shop.example.com/a"],
        );
    }

    #[test]
    fn a_prefix_admits_what_is_below_and_no_way_out_of_it() {
        check(
            "https://shop.example.com/eu/*",
            &[
                "https://shop.example.com/eu/",
                "https://shop.example.com/eu/de/cart?x=..%2f",
                "https://shop.example.com/eu/a%20b/%C3%A4?x=%2e",
            ],
            &[
                "https://shop.example.com/eu",
                "https://shop.example.com/europe/",
                "https://shop.example.com/EU/",
                "https://shop.example.com/eu/../admin",
                "https://shop.example.com/eu/%2e%2e/admin",
                "https://shop.example.com/eu/..%2fadmin",
                "https://shop.example.com/eu/..%2Fadmin",
                "https://shop.example.com/eu/..%5cadmin",
                "https://shop.example.com/eu/..%5Cadmin",
                "https://shop.example.com/eu/..\\admin",
                "https://shop.example.com/eu/..;/admin",
                "https://shop.example.com/eu/;x=y/admin",
                "https://shop.example.com/eu/%252e%252e/admin",
                "https://shop.example.com/eu/%%32e%%32e/admin",
                "https://shop.example.com/eu/%2%65%2%65/admin",
                "https://shop.example.com/eu/a%00",
                "https://shop.example.com/eu/100%",
                "https://shop.example.com/eu/a%2Eb",
            ],
        );
    }

    #[test]
    fn ports_and_hosts_are_compared_in_their_parsed_form() {
        check(
            "http://localhost:3000",
            &["http://LOCALHOST:3000/x"],
            &[
                "http://localhost/",
                "http://localhost:3001/",
                "https://localhost:3000/",
                "http://127.0.0.1:3000/",
            ],
        );
        check(
            "https://bücher.example",
            &["https://xn--bcher-kva.example/a", "https://BÜCHER.example/"],
            &["https://bucher.example/", "https://b\u{0444}cher.example/"],
        );
        check("http://127.0.0.1:1", &["http://0x7f.1:1/", "http://2130706433:1/"], &["http://127.0.0.2:1/"]);
        check(
            "https://shop.example.com:443/*",
            &["https://shop.example.com/a"],
            &["https://shop.example.com:80/a"],
        );
    }

    #[test]
    fn rules_that_promise_more_than_they_keep_are_refused() {
        for text in [
            "https://*.example.com",
            "https://shop.example.com/*/cart",
            "https://shop.example.com/eu*",
            "https://shop.example.com*",
            "https://shop.example.com/**",
            "https://shop.example.com/a?b=c",
            "https://shop.example.com/a/../b",
            "https://shop.example.com/a%2fb/*",
            "https://shop.example.com/#a",
            "https://a@shop.example.com",
            "http://shop.example.com",
            "ftp://shop.example.com",
            "/account",
            "*",
            "",
        ] {
            assert!(AddressRule::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_rule_is_shown_as_it_is_written() {
        for text in
            ["https://shop.example.com", "https://shop.example.com/a", "https://shop.example.com/eu/*"]
        {
            assert_eq!(AddressRule::parse(text).unwrap().to_string(), text);
        }
    }

    /// What the most careless server makes of a path: decoded twice, parameters cut off, dots climbed.
    fn carelessly(path: &str) -> String {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let path = decode(&decode(path)).replace('\\', "/");
        let mut segments: Vec<&str> = Vec::new();
        for segment in path.split('/').map(|segment| segment.split(';').next().unwrap_or_default()) {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()),
                name => segments.push(name),
            }
        }
        format!("/{}/", segments.join("/"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn no_admitted_path_leads_a_careless_server_out_of_the_prefix(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "..", ".", "/", "\\", ";", "%2e", "%2F", "%5c", "%25", "%252e", "%3b", "%", "2", "e", "%32", "%65", "%c3%a4", "a",
                ]),
                0..12,
            )
        ) {
            let rule = AddressRule::parse("https://shop.example.com/eu/*").unwrap();
            let text = format!("https://shop.example.com/eu/{}", pieces.concat());
            if let Ok(url) = Url::parse(&text) && rule.admits(&url) {
                let path = carelessly(url.path());
                prop_assert!(path.starts_with("/eu/"), "{text} becomes {path}");
            }
        }
    }
}
