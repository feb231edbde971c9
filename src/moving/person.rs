//! A row that was checked: somebody who can get an account.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::Intent;
use super::row::{LinkedIdentity, Row};
use crate::accounts::LONGEST_NAME;
use crate::commerce_layer::CustomerId;
use crate::config::Language;
use crate::credentials::foreign::{Description, ForeignHash};
use crate::foundation::{AccountId, Email};

/// Milliseconds from here on, seconds below.
const MILLISECONDS: i64 = 100_000_000_000;

/// Somebody who comes over.
pub(super) struct Person {
    pub(super) id: AccountId,
    pub(super) email: Email,
    pub(super) verified: bool,
    /// As it will stand in `passwords.hash`.
    pub(super) hash: Option<String>,
    pub(super) customer: Option<CustomerId>,
    pub(super) language: Language,
    pub(super) created_at: DateTime<Utc>,
    pub(super) locked_at: Option<DateTime<Utc>>,
    pub(super) name: Option<String>,
    pub(super) identities: Vec<LinkedIdentity>,
}

impl Person {
    /// Checks a row; else says why it is not taken, without a word of what stands in it.
    pub(super) fn of(row: Row, intent: &Intent, now: DateTime<Utc>) -> Result<Self, String> {
        let email = row.email.as_deref().ok_or("it has no e-mail address")?;
        let email = Email::parse(email).map_err(|_| "its e-mail address is none that mail can be sent to")?;
        let verified = match &row.verified {
            Some(text) => {
                yes_or_no(text).ok_or("whether its address is verified is neither true nor false")?
            }
            None => intent.verified,
        };
        let hash = hash_of(&row, intent)?;
        let customer = row.customer.map(CustomerId::new);
        if customer.as_ref().is_some_and(|id| !id.is_plain()) {
            return Err("its customer_id is no id of Commerce Layer".to_owned());
        }
        let created_at = row.created.as_deref().map_or(Some(now), moment);
        let created_at = created_at.ok_or("its created_at is no moment that can be read")?.min(now);
        let language = row.language.as_deref().and_then(Language::from_tag).unwrap_or(intent.language);
        Ok(Self {
            id: AccountId::generate(),
            email,
            verified,
            hash,
            customer,
            language,
            created_at,
            locked_at: locked_at(row.locked.as_deref(), now),
            name: row.name.as_deref().map(plain_name).filter(|name| !name.is_empty()),
            // A provider's person is let in without a look at the address: only where that was proven.
            identities: if verified { row.identities } else { Vec::new() },
        })
    }
}

fn hash_of(row: &Row, intent: &Intent) -> Result<Option<String>, String> {
    if row.hash.is_empty() {
        return Ok(None);
    }
    let described = if row.algorithm.is_empty() { &intent.algorithm } else { &row.algorithm };
    let salt = row.salt.as_deref().unwrap_or_default();
    let hash = ForeignHash::described(row.hash.expose(), Description { algorithm: described.expose(), salt });
    hash.map(|hash| Some(hash.to_string())).map_err(|problem| problem.to_string())
}

/// As a person could have typed it on the account page.
fn plain_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

fn locked_at(text: Option<&str>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text?;
    match yes_or_no(text) {
        Some(locked) => locked.then_some(now),
        // Whatever it says: somebody has locked it.
        None => Some(moment(text).unwrap_or(now)),
    }
}

/// A moment as systems write them: RFC 3339, without a zone (then it is UTC), a day, seconds or milliseconds since 1970.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(number) = text.parse::<i64>() {
        let milliseconds = number.abs() >= MILLISECONDS;
        return if milliseconds {
            DateTime::from_timestamp_millis(number)
        } else {
            DateTime::from_timestamp(number, 0)
        };
    }
    let plain = text.trim_end_matches(" UTC").replacen(' ', "T", 1);
    let zoned = DateTime::parse_from_rfc3339(&plain).map(|moment| moment.to_utc());
    let unzoned = || plain.parse::<NaiveDateTime>().map(|moment| moment.and_utc()).ok();
    let day = || Some(plain.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    // What PostgreSQL cannot keep is none.
    let found = zoned.ok().or_else(unzoned).or_else(day)?;
    (found.timestamp().abs() < MILLISECONDS).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_systems_write_them() {
        let expected = "2024-03-05T06:07:08Z".parse::<DateTime<Utc>>().unwrap();
        for text in [
            "2024-03-05T06:07:08Z",
            "2024-03-05T06:07:08.000Z",
            "2024-03-05T08:07:08+02:00",
            "2024-03-05 06:07:08 UTC",
            "2024-03-05 06:07:08",
            "1709618828",
            "1709618828000",
        ] {
            assert_eq!(moment(text), Some(expected), "{text}");
        }
        assert_eq!(moment("2024-03-05").unwrap().timestamp(), expected.timestamp() - 6 * 3600 - 7 * 60 - 8);
        for text in ["yesterday", "", "9223372036854775807", "=NOW()"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
