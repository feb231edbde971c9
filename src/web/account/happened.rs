//! What happened to an account lately, in plain words: the entries of the diary by which an owner sees a stranger.

use chrono::{DateTime, Utc};

use crate::audit::Noted;

/// One entry.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Happening,
    /// From which network address.
    pub address: Option<String>,
}

/// What can have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    kind: &'static str,
    words: &'static str,
}

/// So many stand on the page.
pub(super) const MOST_SHOWN: i64 = 8;

const ALL: [Happening; 15] = [
    Happening { kind: "account_created", words: "happened-account-created" },
    Happening { kind: "signed_in", words: "happened-signed-in" },
    Happening { kind: "sign_in_refused", words: "happened-sign-in-refused" },
    Happening { kind: "signed_out", words: "happened-signed-out" },
    Happening { kind: "signed_out_elsewhere", words: "happened-signed-out-elsewhere" },
    Happening { kind: "password_set", words: "happened-password-set" },
    Happening { kind: "recovered", words: "happened-recovered" },
    Happening { kind: "email_changed", words: "happened-email-changed" },
    Happening { kind: "email_change_undone", words: "happened-email-change-undone" },
    Happening { kind: "profile_changed", words: "happened-profile-changed" },
    Happening { kind: "provider_linked", words: "happened-provider-linked" },
    Happening { kind: "provider_unlinked", words: "happened-provider-unlinked" },
    Happening { kind: "closing_asked", words: "happened-closing-asked" },
    Happening { kind: "closing_undone", words: "happened-closing-undone" },
    Happening { kind: "data_exported", words: "happened-data-exported" },
];

impl Happening {
    /// The diary's names of everything that is shown; the rest is the operator's.
    pub const KINDS: [&'static str; 15] = {
        let mut kinds = [""; 15];
        let mut place = 0;
        while place < kinds.len() {
            kinds[place] = ALL[place].kind;
            place += 1;
        }
        kinds
    };

    /// The key of its words.
    pub fn words(self) -> &'static str {
        self.words
    }
}

impl Happened {
    /// Reads an entry of the diary; `None` where it is not for the owner's page.
    pub fn read(noted: Noted) -> Option<Self> {
        let what = ALL.into_iter().find(|what| what.kind == noted.kind)?;
        Some(Self { at: noted.at, what, address: noted.address })
    }

    pub(super) fn samples(now: DateTime<Utc>) -> Vec<Self> {
        let entry = |(place, what): (usize, Happening)| Self {
            at: now - chrono::TimeDelta::hours(7 * i64::try_from(place).unwrap_or_default()),
            what,
            address: Some("203.0.113.77".into()),
        };
        ALL.into_iter().enumerate().map(entry).take(8).collect()
    }
}
