//! What all requests of a provider share.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::foundation::Clock;

use super::board::Board;
use super::journal::Journal;
use super::keys::{self, Generation, KeyRing};
use super::logout::Notice;
use super::options::ClientRegistration;
use super::person::Person;

/// A provider without its socket.
pub struct State {
    pub clock: Clock,
    /// `iss`, exactly.
    pub issuer: String,
    /// The issuer without a slash at its end; paths of endpoints are added.
    pub base: String,
    pub board: Board,
    pub journal: Journal,
    pub http: reqwest::Client,
    pub world: Mutex<World>,
}

/// What changes while the provider runs.
pub struct World {
    pub clients: Vec<ClientRegistration>,
    pub people: Vec<Person>,
    pub keys: KeyRing,
    /// Oldest first.
    pub sessions: Vec<Session>,
    pub codes: HashMap<String, Code>,
    pub access_tokens: HashMap<String, Grant>,
    /// `jti` of client assertions that were used.
    pub assertions: HashSet<String>,
    /// The latest logout token of each client, for the replay.
    pub logout_tokens: HashMap<String, String>,
    /// The latest logout tokens that were sent, oldest first.
    pub notices: VecDeque<Notice>,
    /// Sign-ins so far.
    pub sign_ins: usize,
}

/// Somebody who is signed in here.
#[derive(Clone)]
pub struct Session {
    /// `sid`
    pub id: String,
    /// What the browser holds.
    pub cookie: String,
    pub who: Who,
    pub auth_time: DateTime<Utc>,
    /// Clients that were told about this person.
    pub clients: Vec<String>,
}

/// A person as told to clients. The subject is any JSON, or nothing, because a switch may say so.
#[derive(Clone, Debug)]
pub struct Who {
    pub name: String,
    pub subject: Option<Value>,
    /// `email`, `email_verified`, `name`, `groups` and others.
    pub claims: Map<String, Value>,
}

/// What a client was granted.
#[derive(Clone)]
pub struct Grant {
    pub client_id: String,
    pub sid: String,
    pub who: Who,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
    /// The first of `acr_values`.
    pub acr: Option<String>,
    pub auth_time: DateTime<Utc>,
    pub expires: DateTime<Utc>,
}

/// An authorization code.
#[derive(Clone)]
pub struct Code {
    pub grant: Grant,
    pub redirect_uri: String,
    pub challenge: Option<String>,
    /// The access token that was given for it.
    pub used: Option<String>,
}

impl State {
    /// The time as the provider sees it.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What changes, locked.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address of an endpoint.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The same address under another origin, which leads here, too: a browser and a careful client take
    /// `localhost` and `127.0.0.1` for two places.
    pub fn elsewhere(&self, path: &str) -> String {
        let base = match self.base.split_once("//localhost") {
            Some((scheme, rest)) => format!("{scheme}//127.0.0.1{rest}"),
            None => self.base.replacen("//127.0.0.1", "//localhost", 1),
        };
        format!("{base}{path}")
    }

    /// The client of this id.
    pub fn client(&self, id: &str) -> Option<ClientRegistration> {
        self.world().clients.iter().find(|client| client.client_id == id).cloned()
    }

    /// The keys that sign now.
    pub fn signing_keys(&self) -> Option<Arc<Generation>> {
        self.world().keys.current()
    }

    /// Signs with new keys from now on.
    pub fn rotate_keys(&self, keep_old: bool) -> Result<(), String> {
        let next = keys::generation(self.world().keys.len())?;
        self.world().keys.rotate_to(next, keep_old);
        Ok(())
    }
}

impl World {
    /// The session of this browser.
    pub fn session_of(&self, cookie: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| !cookie.is_empty() && session.cookie == cookie)
    }
}
