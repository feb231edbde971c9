//! The latest requests, for tests and for a developer's eye. Neither queries nor bodies are kept: they hold
//! addresses, passwords and tokens.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::switches::Api;

/// Entries kept.
const LENGTH: usize = 500;

/// Longest text kept of what a client sent.
const LONGEST_TEXT: usize = 80;

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct JournalEntry {
    /// By the clock of the sandbox.
    pub time: DateTime<Utc>,
    /// Which service.
    pub api: Api,
    /// Organization of a Core API request.
    pub organization: Option<String>,
    /// HTTP method.
    pub method: String,
    /// Path without the prefix of the service and without query.
    pub path: String,
    /// `grant_type` of a token request.
    pub grant: Option<String>,
    /// Client id that was sent, or that stands in the token.
    pub client: Option<String>,
    /// The address whose calls are counted.
    pub ip: String,
    /// The status answered; 0 for a connection closed without an answer.
    pub status: u16,
}

/// The journal of a running sandbox.
#[derive(Default)]
pub struct Journal(Mutex<VecDeque<JournalEntry>>);

impl Journal {
    /// Adds an entry and drops the oldest beyond the length.
    pub fn add(&self, mut entry: JournalEntry) {
        let texts =
            [Some(&mut entry.method), Some(&mut entry.path), entry.grant.as_mut(), entry.client.as_mut()];
        texts.into_iter().flatten().for_each(shorten);
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push_back(entry);
        if entries.len() > LENGTH {
            entries.pop_front();
        }
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// Cuts what a client sent to a length that can be kept.
pub fn shorten(text: &mut String) {
    if text.len() > LONGEST_TEXT {
        *text = text.chars().take(LONGEST_TEXT).collect();
    }
}
