//! A browser as its person knows it: in words ("Chrome on Android"), read from its User-Agent, and whether it was here
//! before, by a cookie. It tells people what they may have to look at; nothing is decided on it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::store::devices::{self, Met};
use crate::i18n::Texts;

/// What can be told of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    browser: Option<&'static str>,
    system: Option<&'static str>,
}

/// Marks of browsers; the first that is found counts, since most carry the marks of others too.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];

/// Marks of systems; the first that is found counts.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

impl Device {
    /// Reads a `User-Agent` header.
    pub fn from_user_agent(user_agent: &str) -> Self {
        let find = |marks: &[(&str, &'static str)]| {
            marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        Self { browser: find(&BROWSERS), system: find(&SYSTEMS) }
    }

    /// The device in words.
    pub fn words(self, texts: Texts) -> String {
        match (self.browser, self.system) {
            (Some(browser), Some(system)) => {
                texts.with("account-device", &[("browser", browser.into()), ("system", system.into())])
            }
            (Some(name), None) | (None, Some(name)) => name.to_owned(),
            (None, None) => texts.get("account-device-unknown"),
        }
    }
}

/// How long a browser is remembered that does not come again.
const REMEMBERED: TimeDelta = TimeDelta::days(365);

/// Whether an account was signed in with a browser before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// It was.
    Known,
    /// No browser was.
    First,
    /// Others were.
    New,
    /// So many others were, and just now, that another letter about it would only be noise: somebody who signs in over
    /// and over without cookies.
    OneOfMany,
}

/// So many new browsers an account may have within [`LATELY`] before its owner has been told often enough.
const MANY: i64 = 5;
const LATELY: TimeDelta = TimeDelta::hours(1);

/// Since when a new browser is one of those of late.
pub(super) fn lately(now: DateTime<Utc>) -> DateTime<Utc> {
    now - LATELY
}

impl From<Met> for Acquaintance {
    fn from(met: Met) -> Self {
        match met {
            _ if met.known => Self::Known,
            _ if !met.others => Self::First,
            _ if met.lately >= MANY => Self::OneOfMany,
            _ => Self::New,
        }
    }
}

/// Forgets browsers that did not come again.
pub async fn sweep_devices(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    devices::sweep(db, now - REMEMBERED).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    #[test]
    fn browsers_are_named_as_their_owners_name_them() {
        let words = |agent| Device::from_user_agent(agent).words(Texts::new(Language::English));
        let chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
        assert_eq!(words(chrome), "Chrome on Android");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        assert_eq!(words(safari), "Safari on iPhone");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
        assert_eq!(words(edge), "Edge on Windows");
        assert_eq!(
            words("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"),
            "Firefox on Linux"
        );
        assert_eq!(words("curl/8.5"), "Unknown browser");
    }
}
