//! Kinds of values that several sections share. Errors say what is expected and never repeat the value.

use std::net::IpAddr;

use chrono::TimeDelta;
use url::{Host, Url};

use super::spelling;
use crate::foundation::Email;

/// A text of `1..=longest` characters, none of them a control character.
pub(super) fn line(longest: usize) -> impl Fn(&str) -> Result<String, String> {
    move |text| {
        let fits = (1..=longest).contains(&text.chars().count());
        let fits = fits && !text.chars().any(char::is_control) && text.trim() == text;
        fits.then(|| text.to_owned())
            .ok_or_else(|| format!("expected 1 to {longest} characters on one line, without spaces around"))
    }
}

/// An identifier of Commerce Layer: printable ASCII without spaces.
pub(super) fn identifier(text: &str) -> Result<String, String> {
    let fits = (1..=200).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| text.to_owned())
        .ok_or_else(|| "expected 1 to 200 letters, digits or signs without spaces".to_owned())
}

/// The domain of an address as [`Email`] understands it, so that what is written here is what is found later.
pub(super) fn mail_domain(text: &str) -> Result<String, String> {
    let email = Email::parse(&format!("somebody@{text}")).ok().filter(|_| !text.contains(['@', ' ']));
    email
        .map(|email| email.domain().to_owned())
        .ok_or_else(|| "expected what stands behind the @ of an address, such as acme.example".to_owned())
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, String> {
    let chosen = known.iter().find(|(word, _)| *word == text);
    chosen.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let guess = spelling::closest(text, &words).map(|word| format!("; did you mean \"{word}\"?"));
        format!("expected one of \"{}\"{}", words.join("\", \""), guess.unwrap_or_default())
    })
}

/// A duration such as `14 days`, `12 h`, `45 min` or `30 s`.
pub fn duration(text: &str) -> Result<TimeDelta, String> {
    parse_duration(text)
        .ok_or_else(|| "expected a duration such as \"14 days\", \"12 h\", \"45 min\" or \"30 s\"".to_owned())
}

fn parse_duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (amount, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let amount: u32 = amount.parse().ok()?;
    let seconds = match unit.trim() {
        "s" | "sec" | "second" | "seconds" => 1,
        "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    };
    TimeDelta::try_seconds(i64::from(amount) * seconds)
}

/// An `https` address, or an `http` one of a loopback host, that means to every reader what it means to us:
/// no user info, no fragment, no backslash or white space that parsers treat each in their way.
pub(super) fn address(text: &str) -> Result<Url, String> {
    address_with(text, false)
}

/// The same, where `http` may be for every host.
pub(super) fn address_with(text: &str, plain_http: bool) -> Result<Url, String> {
    let lower = text.to_ascii_lowercase();
    if !lower.starts_with("https://") && !lower.starts_with("http://") {
        return Err("expected an address that begins with https://".to_owned());
    }
    if text.bytes().any(|b| b.is_ascii_control() || b == b' ' || b == b'\\') {
        return Err("an address holds no white space and no backslash".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    let authority = text.split('/').nth(2).unwrap_or_default();
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err("an address with a user name or password in it is refused".to_owned());
    }
    if url.fragment().is_some() {
        return Err("a fragment (#…) is refused".to_owned());
    }
    if url.host_str().is_some_and(|host| host.ends_with('.')) {
        return Err("the host ends in a dot".to_owned());
    }
    if url.host_str().is_some_and(|host| host.contains('*')) {
        return Err("a wildcard in the host is refused: list every host".to_owned());
    }
    if url.scheme() == "http" && !plain_http && !is_loopback(&url) {
        return Err("http is for localhost only; expected https://".to_owned());
    }
    Ok(url)
}

/// An address without path and query.
pub(super) fn origin(text: &str) -> Result<Url, String> {
    let url = address(text)?;
    if url.path() != "/" || url.query().is_some() {
        return Err("expected only scheme, host and port, such as https://shop.example.com".to_owned());
    }
    Ok(url)
}

/// An address that others are built upon: it may have a path, as a gateway in between may add one.
pub(super) fn base(text: &str) -> Result<Url, String> {
    let url = address(text)?;
    if url.query().is_some() {
        return Err("expected an address without a query, such as https://auth.commercelayer.io".to_owned());
    }
    Ok(url)
}

/// Whether an address stays on this machine: `localhost`, `*.localhost` (RFC 6761, 6.3), `127.0.0.0/8`, `::1`.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_local_name(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The same for a bare host name or IP address.
pub(super) fn is_loopback_host(host: &str) -> bool {
    host.parse::<IpAddr>().map_or_else(|_| is_local_name(host), |address| address.is_loopback())
}

fn is_local_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        for (text, seconds) in
            [("14 days", 1_209_600), ("1 day", 86_400), ("12 h", 43_200), ("45 min", 2700), ("30s", 30)]
        {
            assert_eq!(duration(text).unwrap().num_seconds(), seconds, "{text}");
        }
        for text in ["", "14", "days", "-1 day", "1.5 h", "1 month", "99999999999 s", "1 day 2 h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn http_is_for_loopback_hosts_only() {
        for text in ["http://localhost:3000", "http://shop.localhost", "http://127.9.9.9", "http://[::1]:1"] {
            assert!(address(text).is_ok(), "{text}");
        }
        for text in [
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://notlocalhost",
            "http://10.0.0.1",
            "http://[::2]",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_readers_of_addresses_disagree_on_is_refused() {
        for text in [
            "https:shop.example.com",
            "https:\\\\shop.example.com",
            "https://shop.example.com\\@evil.example",
            "https://user@shop.example.com",
            "https://user:pass@shop.example.com",
            "https://@shop.example.com",
            "https://shop.example.com/#part",
            "https://shop.exa\tmple.com",
            "https://*.example.com",
            "https://shop.example.com.",
            "javascript:alert(1)",
            "//shop.example.com",
            "shop.example.com",
            "https://",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
