//! Hearing what changes. The database tells all nodes of every ended session and every lost token (NOTIFY, by
//! triggers); a node says something itself each second, and as long as it hears itself, it hears the others, too.
//!
//! Behind a pooler in transaction mode nothing is heard: then every request reads Postgres, and nothing is wrong. Where
//! the database cannot be reached at all nobody can sign out, either, and for a while memory is all there is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Memory, SharedKey};
use crate::db;
use crate::db::notices::{self, Listener};

/// How often a node listens for itself.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Whoever has not heard itself for so long hears nothing.
const TRUST: Duration = Duration::from_secs(3);
/// How long memory may stand in for a database that cannot be reached.
const LONGEST_CUT: Duration = Duration::from_mins(5);
/// Between two attempts to hear.
const PAUSE: Duration = Duration::from_millis(250);

/// The state of hearing. Times are milliseconds since the start, so that reading them needs no lock; 0 is never.
#[derive(Debug)]
pub struct Ears {
    start: Instant,
    heard: AtomicU64,
    cut: AtomicU64,
    away: AtomicBool,
}

impl Default for Ears {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            heard: AtomicU64::new(0),
            cut: AtomicU64::new(0),
            away: AtomicBool::new(false),
        }
    }
}

impl Ears {
    pub(super) fn hear(&self) -> bool {
        is_within(&self.heard, self.now(), TRUST)
    }

    pub(super) fn are_cut_off(&self) -> bool {
        is_within(&self.cut, self.now(), LONGEST_CUT)
    }

    /// Whether the database could not be reached at the last attempt. One is made several times a second.
    pub fn miss_the_database(&self) -> bool {
        self.away.load(Ordering::SeqCst)
    }

    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// What was said at `sent` came back: everything that was committed before was heard.
    pub(super) fn heard_of_ourselves(&self, sent: u64) {
        self.heard.fetch_max(sent, Ordering::SeqCst);
    }

    fn are_deaf(&self) {
        self.heard.store(0, Ordering::SeqCst);
    }

    /// Notes that the database does not answer, and since when. A node that was deaf before, for instance behind a pooler, does
    /// not know what changed until then: its memory stands in for nothing (catalogue H02).
    fn database_is_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
        if away && self.hear() {
            let _ = self.cut.compare_exchange(0, self.now(), Ordering::SeqCst, Ordering::SeqCst);
        } else if !away {
            self.cut.store(0, Ordering::SeqCst);
        }
    }
}

fn is_within(since: &AtomicU64, now: u64, span: Duration) -> bool {
    let since = since.load(Ordering::SeqCst);
    since > 0 && u128::from(now.saturating_sub(since)) < span.as_millis()
}

impl Memory {
    /// Listens until `stop` says so, and forgets what is told of.
    pub async fn listen(&self, db: &PgPool, mut stop: watch::Receiver<bool>) {
        if self.visitors.is_none() {
            return;
        }
        tokio::select! {
            () = self.listen_for_ever(db) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        self.ears.are_deaf();
    }

    async fn listen_for_ever(&self, db: &PgPool) {
        loop {
            match notices::listen(db).await {
                Ok(mut listener) => {
                    // What happened in between was told to nobody here.
                    self.forget_everything();
                    self.ears.database_is_away(false);
                    let problem = self.attend(&mut listener).await;
                    tracing::warn!(%problem, "not heard any more what changes; every request reads Postgres");
                }
                Err(problem) => {
                    // One that refuses to be listened to is there: others sign people out in it.
                    self.ears.database_is_away(db::is_out_of_reach(&problem));
                    tracing::debug!(%problem, "cannot listen for changes");
                }
            }
            self.ears.are_deaf();
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Hears one notice after the other; gives why it ended.
    async fn attend(&self, listener: &mut Listener) -> sqlx::Error {
        let own = Uuid::now_v7().simple().to_string();
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut missed = 0;
        loop {
            tokio::select! {
                notice = listener.next() => match notice {
                    Ok(notice) => self.heard(&notice, &own),
                    Err(problem) => {
                        self.ears.database_is_away(true);
                        return problem;
                    }
                },
                _ = heartbeat.tick() => {
                    let said = format!("self {own} {}", self.ears.now());
                    let answered = tokio::time::timeout(TRUST, listener.tell(&said)).await;
                    missed = if matches!(answered, Ok(Ok(()))) { 0 } else { missed + 1 };
                    // One that is only slow is not away: whoever asks it waits, and is answered.
                    self.ears.database_is_away(missed > 1);
                }
            }
        }
    }

    fn heard(&self, notice: &str, own: &str) {
        let mut words = notice.split(' ');
        let (what, which) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let id = || Uuid::parse_str(which).ok();
        match what {
            "self" if which == own => {
                if let Some(sent) = words.next().and_then(|sent| sent.parse().ok()) {
                    self.ears.heard_of_ourselves(sent);
                }
            }
            "self" => {}
            "session" => id().into_iter().for_each(|id| self.forget_session(id.into())),
            "account" => id().into_iter().for_each(|id| self.forget_account(id.into())),
            "shared" => {
                let key = data_encoding::HEXLOWER.decode(which.as_bytes()).ok();
                if let Some(key) = key.and_then(|key| key.try_into().ok()) {
                    self.forget_shared(&SharedKey(key));
                }
            }
            // "everything", and what a newer version may tell of.
            _ => self.forget_everything(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_a_while() -> Ears {
        let ears = Ears::default();
        std::thread::sleep(Duration::from_millis(5));
        ears
    }

    #[test]
    fn h02_who_heard_nothing_before_does_not_stand_in_for_the_database() {
        let ears = after_a_while();
        ears.database_is_away(true);
        assert!(!ears.are_cut_off());
        assert!(ears.miss_the_database(), "and yet lets nobody wait for it");
        ears.database_is_away(false);
        assert!(!ears.miss_the_database());
    }

    #[test]
    fn who_heard_everything_until_the_cut_stands_in_for_it() {
        let ears = after_a_while();
        ears.heard_of_ourselves(ears.now());
        ears.database_is_away(true);
        ears.are_deaf();
        ears.database_is_away(true);
        assert!(ears.are_cut_off());
        ears.database_is_away(false);
        assert!(!ears.are_cut_off());
    }
}
