//! Cookies as a browser keeps them on `http://localhost`: secure ones are taken there, and the rules of the
//! prefix `__Host-` are checked (RFC 6265bis, 4.1.3.2). What a browser would refuse is a mistake of ours.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderMap, SET_COOKIE};

/// A cookie.
#[derive(Clone, Debug)]
struct Kept {
    value: String,
    until: Option<DateTime<Utc>>,
}

/// The cookies of one browser.
#[derive(Clone, Debug, Default)]
pub struct Jar(BTreeMap<String, Kept>);

impl Jar {
    /// Takes what an answer sets.
    pub fn take(&mut self, headers: &HeaderMap, now: DateTime<Utc>) {
        for header in headers.get_all(SET_COOKIE) {
            self.take_one(header.to_str().expect("a cookie is ASCII"), now);
        }
    }

    fn take_one(&mut self, header: &str, now: DateTime<Utc>) {
        let mut parts = header.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let attributes: BTreeMap<String, &str> = parts
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        assert!(name.starts_with("__Host-"), "a cookie without the prefix: {header}");
        assert!(attributes.contains_key("secure"), "a browser refuses it: {header}");
        assert_eq!(attributes.get("path"), Some(&"/"), "a browser refuses it: {header}");
        assert!(!attributes.contains_key("domain"), "a browser refuses it: {header}");
        assert!(attributes.contains_key("httponly"), "scripts could read it: {header}");
        assert!(
            matches!(attributes.get("samesite"), Some(&"Lax" | &"Strict")),
            "other sites could use it: {header}"
        );
        let life = attributes.get("max-age").map(|seconds| TimeDelta::seconds(seconds.parse().unwrap()));
        if life.is_some_and(|life| life <= TimeDelta::zero()) {
            self.0.remove(name);
        } else {
            let until = life.map(|life| now + life);
            self.0.insert(name.to_owned(), Kept { value: value.to_owned(), until });
        }
    }

    /// The `Cookie` header, if there is anything to send.
    pub fn header(&self, now: DateTime<Utc>) -> Option<String> {
        let living = self.0.iter().filter(|(_, kept)| kept.until.is_none_or(|until| now < until));
        let pairs: Vec<String> = living.map(|(name, kept)| format!("{name}={}", kept.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of one cookie.
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|kept| kept.value.clone())
    }

    /// The values of all cookies.
    pub fn values(&self) -> Vec<String> {
        self.0.values().map(|kept| kept.value.clone()).collect()
    }

    /// Puts a cookie in by hand.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), Kept { value: value.to_owned(), until: None });
    }

    /// Forgets one cookie.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}
