//! Floor 3: what a node remembers, so that it need not ask: signed-in visitors with their tokens, the tokens that
//! all share, the looks of shops. Postgres has the last word. A node answers from memory only while it hears what
//! changes there (see [`Ears`]); what was read before a change that was heard since is not kept.
//!
//! Nothing here is found by a person: a visitor is found by the hash of the token that only the visitor's own
//! browser or back end holds, so that one customer's can never be served to another (catalogue M01).

mod ears;
mod elsewhere;
mod looks;
mod shared;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;

use crate::commerce_layer::{CustomerId, GuestToken, IntegrationToken};
use crate::config::OrganizationName;
use crate::foundation::{AccountId, HashedToken, Scope, Secret, SessionId};

pub use ears::Ears;
pub use elsewhere::{Elsewhere, Pair};
pub use looks::{Look, LookKey, Looks};
pub use shared::{KnownShared, SharedKey, SharedTokens};

/// Tokens kept for one visitor: far more than a browser asks for.
const MOST_TOKENS: usize = 16;

/// How a visitor was recognised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisitorKey {
    /// Of the session token.
    pub token: HashedToken,
    /// Where it is good.
    pub organization: OrganizationName,
    /// For a back end's token, the one client that it is good for.
    pub client_id: Option<String>,
}

/// A signed-in visitor, as last read.
#[derive(Debug)]
pub struct KnownVisitor {
    /// The session.
    pub session: SessionId,
    /// Whose it is; never a locked account.
    pub account: AccountId,
    /// When the session has to be touched again, which needs the database.
    pub touch_at: DateTime<Utc>,
    /// When it ends unless it is touched.
    pub ends_at: DateTime<Utc>,
    tokens: Mutex<Vec<(String, Scope, Arc<KnownToken>)>>,
}

/// A customer token, as last read.
#[derive(Debug)]
pub struct KnownToken {
    /// The access token.
    pub access_token: Secret,
    /// Whose it is.
    pub customer: CustomerId,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    /// When the next one is to be had.
    pub renew_at: DateTime<Utc>,
}

impl KnownVisitor {
    /// A visitor without tokens yet.
    pub fn new(
        session: SessionId,
        account: AccountId,
        touch_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
    ) -> Self {
        Self { session, account, touch_at, ends_at, tokens: Mutex::default() }
    }

    /// The token for a client and scope.
    pub fn token(&self, client_id: &str, scope: &Scope) -> Option<Arc<KnownToken>> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let found = tokens.iter().find(|(client, of, _)| client == client_id && of == scope);
        found.map(|(_, _, token)| Arc::clone(token))
    }

    /// Keeps a token, in the place of the one before.
    pub fn keep(&self, client_id: &str, scope: &Scope, token: Arc<KnownToken>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|(client, of, _)| client != client_id || of != scope);
        if tokens.len() >= MOST_TOKENS {
            tokens.remove(0);
        }
        tokens.push((client_id.to_owned(), scope.clone(), token));
    }
}

/// How much had changed when something was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(u64);

/// What a node remembers.
pub struct Memory {
    visitors: Option<Cache<VisitorKey, Arc<KnownVisitor>>>,
    /// Guest tokens.
    pub guests: SharedTokens<GuestToken>,
    /// Integration tokens.
    pub integrations: SharedTokens<IntegrationToken>,
    /// What shops look like.
    pub looks: Looks,
    /// Passwords that were tried at Commerce Layer.
    pub elsewhere: Elsewhere,
    /// Whether the node hears what changes.
    pub ears: Ears,
    changes: AtomicU64,
}

impl Memory {
    /// Room for `visitors`; with 0 nothing is remembered.
    pub fn with_room_for(visitors: usize) -> Self {
        Self {
            visitors: (visitors > 0).then(|| Cache::new(visitors)),
            guests: SharedTokens::default(),
            integrations: SharedTokens::default(),
            looks: Looks::default(),
            elsewhere: Elsewhere::default(),
            ears: Ears::default(),
            changes: AtomicU64::new(0),
        }
    }

    /// Whether an answer may be given from memory: it is kept, and every change of it is heard.
    pub fn is_reliable(&self) -> bool {
        self.visitors.is_some() && self.ears.hear()
    }

    /// Whether an answer may be given from memory because the database cannot be asked: then nobody can have signed
    /// out since, either.
    pub fn is_all_there_is(&self) -> bool {
        self.visitors.is_some() && self.ears.are_cut_off()
    }

    /// Whether memory may answer in the place of a database that has just failed: it heard everything until now, or
    /// nobody is heard by the database.
    pub fn may_stand_in(&self) -> bool {
        self.is_reliable() || self.is_all_there_is()
    }

    /// Asked before reading what is to be remembered.
    pub fn as_of(&self) -> AsOf {
        AsOf(self.changes.load(Ordering::SeqCst))
    }

    /// The visitor with this key.
    pub fn visitor(&self, key: &VisitorKey) -> Option<Arc<KnownVisitor>> {
        self.visitors.as_ref()?.get(key)
    }

    /// Keeps a visitor, unless something changed since it was read: that might have been this one.
    pub fn keep_visitor(&self, read: AsOf, key: &VisitorKey, visitor: Arc<KnownVisitor>) {
        let Some(visitors) = &self.visitors else { return };
        visitors.insert(key.clone(), visitor);
        // Looked at afterwards: a change that is heard from now on finds the entry and removes it.
        if self.as_of() != read {
            visitors.remove(key);
        }
    }

    /// A session ended, or one of its tokens is lost.
    pub fn forget_session(&self, session: SessionId) {
        self.forget_visitors(|visitor| visitor.session == session);
    }

    /// An account was locked or unlocked.
    pub fn forget_account(&self, account: AccountId) {
        self.forget_visitors(|visitor| visitor.account == account);
    }

    /// A shared token is lost.
    pub fn forget_shared(&self, key: &SharedKey) {
        self.note_change();
        self.guests.forget(key);
        self.integrations.forget(key);
    }

    /// Nobody knows what changed.
    pub fn forget_everything(&self) {
        self.note_change();
        self.guests.forget_all();
        self.integrations.forget_all();
        if let Some(visitors) = &self.visitors {
            visitors.clear();
        }
    }

    fn forget_visitors(&self, is_gone: impl Fn(&KnownVisitor) -> bool) {
        self.note_change();
        if let Some(visitors) = &self.visitors {
            visitors.retain(|_, visitor| !is_gone(visitor));
        }
    }

    fn note_change(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::PlainToken;

    fn key() -> VisitorKey {
        let organization = OrganizationName::parse("acme").unwrap();
        VisitorKey { token: PlainToken::generate().hash(), organization, client_id: None }
    }

    fn visitor() -> Arc<KnownVisitor> {
        let (session, account) = (SessionId::generate(), AccountId::generate());
        Arc::new(KnownVisitor::new(session, account, DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH))
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept() {
        let memory = Memory::with_room_for(10);
        let (key, visitor) = (key(), visitor());
        let read = memory.as_of();
        memory.forget_session(SessionId::generate());
        memory.keep_visitor(read, &key, Arc::clone(&visitor));
        assert!(memory.visitor(&key).is_none());
        memory.keep_visitor(memory.as_of(), &key, visitor);
        assert!(memory.visitor(&key).is_some());
    }

    #[test]
    fn a_session_an_account_and_everything_can_be_forgotten() {
        let memory = Memory::with_room_for(10);
        let forget: [fn(&Memory, &KnownVisitor); 3] = [
            |memory, visitor| memory.forget_session(visitor.session),
            |memory, visitor| memory.forget_account(visitor.account),
            |memory, _| memory.forget_everything(),
        ];
        for forget in forget {
            let (mine, other) = (key(), key());
            let known = visitor();
            memory.keep_visitor(memory.as_of(), &mine, Arc::clone(&known));
            memory.keep_visitor(memory.as_of(), &other, visitor());
            forget(&memory, &known);
            assert!(memory.visitor(&mine).is_none());
        }
    }

    #[test]
    fn without_room_nothing_is_kept_and_nothing_answered() {
        let memory = Memory::with_room_for(0);
        memory.keep_visitor(memory.as_of(), &key(), visitor());
        memory.ears.heard_of_ourselves(memory.ears.now());
        assert!(!memory.is_reliable() && !memory.is_all_there_is());
    }
}
