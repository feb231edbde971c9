//! Floor 12: work in the background, a list of small named jobs behind one ticker. Each claims rows under a
//! lease, so that any number of nodes may tick; tests move the clock and call [`run_due`].

mod deliver_letters;

use std::time::Duration;

use tokio::sync::watch;

use crate::accounts::registration;
use crate::app::{App, Failure};
use crate::{customers, sign_in, throttle, tokens};

/// How often the ticker looks when nobody rings.
const TICK: Duration = Duration::from_secs(2);

/// Runs everything that is due, once; gives how much there was to do.
pub async fn run_due(app: &App) -> usize {
    let mut done = 0;
    done += count("deliver letters", deliver_letters::run(app).await);
    done += count("link customers", customers::link_due(app).await);
    done += count("revoke tokens", tokens::revoke_due(app).await);
    done += count("end expired sessions", sign_in::end_expired(app).await);
    done += count("sweep", sweep(app).await);
    done
}

/// Ticks until `stop` says so.
pub async fn ticker(app: &App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        run_due(app).await;
        tokio::select! {
            () = app.work_waits.notified() => {}
            () = tokio::time::sleep(TICK) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn sweep(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    registration::sweep(&app.db, now).await?;
    throttle::sweep(&app.db, now).await?;
    Ok(0)
}

/// A job that fails is tried again at the next tick; the others run all the same.
fn count(job: &str, result: Result<usize, Failure>) -> usize {
    result.unwrap_or_else(|failure| {
        tracing::error!(job, %failure, "background job failed");
        0
    })
}
