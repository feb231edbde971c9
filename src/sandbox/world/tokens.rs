//! What was issued and what was revoked. The Core API trusts the signature of an access token and asks here
//! only whether it was revoked, so that tokens outlive a restart as long as the signing key does.

use std::collections::{HashMap, HashSet};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};

/// Seconds a refresh token lives (contract 4.9).
const REFRESH_LIFE: TimeDelta = TimeDelta::seconds(1_209_600);

/// Records kept before the expired ones, then the oldest ones, are forgotten: a day of a client that calls as
/// often as it may (43,200), so that none of its refresh tokens is forgotten on that day.
const MOST: usize = 50_000;

/// The SHA-256 of a token, by which it is found; tokens are long and there are many.
type Print = [u8; 32];

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
    by_access: HashMap<Print, usize>,
    by_refresh: HashMap<Print, usize>,
    revoked: HashSet<Print>,
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
        self.by_access.get(&print(token)).and_then(|at| self.records.get(*at))
    }

    /// The record of a refresh token, revoked or not.
    pub fn by_refresh(&self, token: &str) -> Option<&TokenRecord> {
        self.by_refresh.get(&print(token)).and_then(|at| self.records.get(*at))
    }

    /// The youngest record that fits.
    pub fn newest(&self, fits: impl Fn(&TokenRecord) -> bool) -> Option<&TokenRecord> {
        self.records.iter().rev().find(|record| fits(record))
    }

    /// Ends an access or refresh token.
    pub fn revoke(&mut self, token: &str) {
        self.revoked.insert(print(token));
    }

    /// Ends every access token issued up to now, as the service may do at any time (contract 4.11).
    pub fn revoke_all_access(&mut self) {
        self.revoked.extend(self.records.iter().map(|record| print(&record.access)));
    }

    /// Ends every access and refresh token issued to a client up to now.
    pub fn revoke_all_of(&mut self, client_id: &str) {
        let own = self.records.iter().filter(|record| record.client_id == client_id);
        self.revoked.extend(
            own.flat_map(|record| [Some(&record.access), record.refresh.as_ref()])
                .flatten()
                .map(|it| print(it)),
        );
    }

    /// Whether an access or refresh token was revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        self.revoked.contains(&print(token))
    }

    fn index(&mut self, at: usize, record: &TokenRecord) {
        self.by_access.insert(print(&record.access), at);
        if let Some(refresh) = &record.refresh {
            self.by_refresh.insert(print(refresh), at);
        }
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        self.records.retain(|record| record.dead_at() > now);
        if self.records.len() >= MOST {
            self.records.drain(..MOST / 2);
        }
        self.by_access.clear();
        self.by_refresh.clear();
        let records = std::mem::take(&mut self.records);
        records.iter().enumerate().for_each(|(at, record)| self.index(at, record));
        self.records = records;
        // Tokens of before a restart have no record, so their revocation is kept as long as there is room.
        if self.revoked.len() >= 2 * MOST {
            let (by_access, by_refresh) = (&self.by_access, &self.by_refresh);
            self.revoked.retain(|token| by_access.contains_key(token) || by_refresh.contains_key(token));
        }
    }
}

fn print(token: &str) -> Print {
    let mut print = [0; 32];
    print.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    print
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: usize, issued_at: DateTime<Utc>) -> TokenRecord {
        TokenRecord {
            access: format!("access-{number}"),
            refresh: Some(format!("refresh-{number}")),
            client_id: "client".to_owned(),
            scope: "market:all".to_owned(),
            confidential: false,
            owner: None,
            origin: Origin::Assertion,
            issued_at,
            expires_at: issued_at + TimeDelta::hours(4),
        }
    }

    #[test]
    fn a_day_of_tokens_is_remembered_and_a_week_takes_no_more_room() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let mut tokens = Tokens::default();
        for number in 0..43_200 {
            tokens.add(record(number, start + TimeDelta::seconds(2 * i64::try_from(number).unwrap())));
        }
        assert!(tokens.by_refresh("refresh-0").is_some() && tokens.by_access("access-43199").is_some());
        for number in 43_200..120_000 {
            tokens.add(record(number, start + TimeDelta::seconds(2 * i64::try_from(number).unwrap())));
        }
        assert!(tokens.records.len() <= MOST);
        assert!(tokens.by_refresh("refresh-0").is_none() && tokens.by_refresh("refresh-119999").is_some());
    }
}
