//! The latest requests to a provider. Names of form fields and how a client proved itself are kept; of values
//! only those of an authorization request or a sign-out, which stand in the browser's address anyway.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Visits kept.
const LENGTH: usize = 1_000;

/// How a client proved itself, or tried to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// The `Authorization` header.
    ClientSecretBasic,
    /// `client_secret` in the form.
    ClientSecretPost,
    /// `client_assertion` in the form.
    PrivateKeyJwt,
    /// A `client_id` alone.
    None,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Visit {
    /// By the clock of the provider.
    pub time: DateTime<Utc>,
    /// HTTP method.
    pub method: String,
    /// Host with port, as the client wrote it: tells the issuer's own origin from the other one.
    pub host: String,
    /// Path below the issuer.
    pub path: String,
    /// The parameters of the address; `…` stands for a value that is nobody's business.
    pub query: BTreeMap<String, String>,
    /// Names of the form's fields, in the order sent.
    pub form: Vec<String>,
    /// How a client proved itself at the token endpoint.
    pub authentication: Option<Authentication>,
    /// The client that was named.
    pub client_id: Option<String>,
    /// The status answered; 0 for a connection closed without an answer.
    pub status: u16,
}

/// The journal of a running provider.
#[derive(Default)]
pub struct Journal(Mutex<VecDeque<Visit>>);

impl Journal {
    /// Adds a visit and drops the oldest beyond the length.
    pub fn add(&self, visit: Visit) {
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        visits.push_back(visit);
        if visits.len() > LENGTH {
            visits.pop_front();
        }
    }

    /// All visits, oldest first.
    pub fn visits(&self) -> Vec<Visit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Forgets all visits.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
