//! What was issued and what was revoked. The Core API trusts the signature of an access token and asks here
//! only whether it was revoked, so that tokens outlive a restart as long as the signing key does.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

/// Seconds a refresh token lives (contract 4.9).
const REFRESH_LIFE: TimeDelta = TimeDelta::seconds(1_209_600);

/// Records kept before the expired ones, then the oldest ones, are forgotten.
const MOST: usize = 20_000;

/// How a token came to be; a refreshed token keeps the origin of its ancestor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    ClientCredentials,
    Password,
    Assertion,
}

/// One answer of the token endpoint.
#[derive(Clone)]
pub struct TokenRecord {
    pub access: String,
    pub refresh: Option<String>,
    pub client_id: String,
    /// The scope as reported.
    pub scope: String,
    /// Whether the client showed its secret.
    pub confidential: bool,
    /// Id of the customer.
    pub owner: Option<String>,
    pub origin: Origin,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl TokenRecord {
    /// When the refresh token ends.
    pub fn refresh_ends_at(&self) -> DateTime<Utc> {
        self.issued_at + REFRESH_LIFE
    }

    fn dead_at(&self) -> DateTime<Utc> {
        if self.refresh.is_some() { self.refresh_ends_at().max(self.expires_at) } else { self.expires_at }
    }
}

/// All records, oldest first, with ways to find them.
#[derive(Default)]
pub struct Tokens {
    records: Vec<TokenRecord>,
    by_access: HashMap<String, usize>,
    by_refresh: HashMap<String, usize>,
    revoked: HashSet<String>,
}

impl Tokens {
    /// Remembers an answer.
    pub fn add(&mut self, record: TokenRecord) {
        if self.records.len() >= MOST {
            self.forget(record.issued_at);
        }
        self.index(self.records.len(), &record);
        self.records.push(record);
    }

    /// The record of an access token.
    pub fn by_access(&self, token: &str) -> Option<&TokenRecord> {
        self.by_access.get(token).and_then(|at| self.records.get(*at))
    }

    /// The record of a refresh token, revoked or not.
    pub fn by_refresh(&self, token: &str) -> Option<&TokenRecord> {
        self.by_refresh.get(token).and_then(|at| self.records.get(*at))
    }

    /// The youngest record that fits.
    pub fn newest(&self, fits: impl Fn(&TokenRecord) -> bool) -> Option<&TokenRecord> {
        self.records.iter().rev().find(|record| fits(record))
    }

    /// Ends an access or refresh token.
    pub fn revoke(&mut self, token: &str) {
        self.revoked.insert(token.to_owned());
    }

    /// Ends every access token issued up to now, as the service may do at any time (contract 4.11).
    pub fn revoke_all_access(&mut self) {
        self.revoked.extend(self.records.iter().map(|record| record.access.clone()));
    }

    /// Whether an access or refresh token was revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        self.revoked.contains(token)
    }

    fn index(&mut self, at: usize, record: &TokenRecord) {
        self.by_access.insert(record.access.clone(), at);
        if let Some(refresh) = &record.refresh {
            self.by_refresh.insert(refresh.clone(), at);
        }
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        self.records.retain(|record| record.dead_at() > now);
        if self.records.len() >= MOST {
            self.records.drain(..MOST / 2);
        }
        self.by_access.clear();
        self.by_refresh.clear();
        for (at, record) in self.records.clone().iter().enumerate() {
            self.index(at, record);
        }
        // Tokens of before a restart have no record, so their revocation is kept as long as there is room.
        if self.revoked.len() >= 2 * MOST {
            let (by_access, by_refresh) = (&self.by_access, &self.by_refresh);
            self.revoked.retain(|token| by_access.contains_key(token) || by_refresh.contains_key(token));
        }
    }
}
