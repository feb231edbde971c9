//! Floor 12: work in the background, a list of small named jobs behind one ticker. Each claims rows under a
//! lease, so that any number of nodes may tick; tests move the clock and call [`run_due`].

mod deliver_letters;

use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::watch;

use crate::accounts::{self, challenge, registration};
use crate::app::{App, Failure};
use crate::{
    audit, broker, customers, erasure, federation, handover, orders, sessions, sign_in, throttle, tokens,
};

/// How often a job looks that others wait for, when nobody rings.
const TICK: Duration = Duration::from_secs(2);
/// How often what has run out is cleared away: nobody waits for it, and nobody rings for it.
const CLEARING: Duration = Duration::from_secs(30);

/// What is done in the background.
#[derive(Clone, Copy, Debug)]
enum Job {
    DeliverLetters,
    SettleCustomers,
    RevokeTokens,
    HandOverCarts,
    EndExpiredSessions,
    EraseAccounts,
    Anonymize,
    Sweep,
}

impl Job {
    const ALL: [Self; 8] = [
        Self::DeliverLetters,
        Self::SettleCustomers,
        Self::RevokeTokens,
        Self::HandOverCarts,
        Self::EndExpiredSessions,
        Self::EraseAccounts,
        Self::Anonymize,
        Self::Sweep,
    ];

    fn is_rung_for(self) -> bool {
        !matches!(self, Self::EndExpiredSessions | Self::EraseAccounts | Self::Anonymize | Self::Sweep)
    }

    fn rest(self) -> Duration {
        if self.is_rung_for() { TICK } else { CLEARING }
    }

    /// Does what is due, once; gives how much there was. A job that fails is tried again at its next tick.
    async fn run(self, app: &App) -> usize {
        let done = match self {
            Self::DeliverLetters => deliver_letters::run(app).await,
            // Boxed: the deepest of them would overflow the stack of a worker.
            Self::SettleCustomers => Box::pin(customers::settle_due(app)).await,
            Self::RevokeTokens => Box::pin(tokens::revoke_due(app)).await,
            Self::HandOverCarts => Box::pin(orders::adopt_due(app)).await,
            Self::EndExpiredSessions => sign_in::end_expired(app).await,
            Self::EraseAccounts => erasure::erase_due(app).await,
            Self::Anonymize => Box::pin(erasure::anonymize_due(app)).await,
            Self::Sweep => sweep(app).await,
        };
        done.unwrap_or_else(|failure| {
            tracing::error!(job = ?self, %failure, "background job failed");
            0
        })
    }

    async fn keep_running(self, app: &App, mut stop: watch::Receiver<bool>) {
        let mut bell = app.bell();
        while !*stop.borrow() {
            bell.mark_unchanged();
            self.run(app).await;
            tokio::select! {
                _ = bell.changed(), if self.is_rung_for() => {}
                () = tokio::time::sleep(self.rest()) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// Runs everything that is due, once, one job after the other; gives how much there was to do.
pub async fn run_due(app: &App) -> usize {
    let mut done = 0;
    for job in Job::ALL {
        done += job.run(app).await;
    }
    done
}

/// Ticks until `stop` says so. Every job has a rhythm of its own: while Commerce Layer is slow, letters go out.
pub async fn ticker(app: &App, stop: watch::Receiver<bool>) {
    join_all(Job::ALL.map(|job| job.keep_running(app, stop.clone()))).await;
}

async fn sweep(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    registration::sweep(&app.db, now).await?;
    challenge::sweep(&app.db, now).await?;
    accounts::sweep_email_changes(&app.db, now).await?;
    sessions::sweep_devices(&app.db, now).await?;
    federation::sweep(app).await?;
    handover::sweep(app).await?;
    orders::sweep(app).await?;
    throttle::sweep(&app.db, now).await?;
    audit::sweep(&app.db, now).await?;
    erasure::sweep(&app.db, now).await?;
    broker::sweep(app).await?;
    tokens::sweep(&app.db, now).await?;
    Ok(0)
}
