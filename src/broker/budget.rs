//! The ledger of token calls. Commerce Layer counts the calls of one network address in a window that slides
//! (contract 6.1, 6.2), and goes on refusing while somebody knocks. So every call is written down before it is made, in
//! a table that all nodes share, and is made only where the window has room; a 429 all the same (somebody else uses the
//! address, too) stops all calls for a while, and then one at a time feels its way.
//!
//! What matters more gets more of the window: the last calls are left to people who sign in. Whoever finds no room
//! waits, as long as that helps; then the truth is told, with the time when there will be room.

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use tokio::time::Instant;
use uuid::Uuid;

use super::BrokerProblem;
use super::store::budgets::{self, Window};
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayer, CommerceLayerError};
use crate::config::OrganizationName;

/// How long Commerce Layer remembers a call, and a second for clocks that do not quite agree.
pub(super) const WINDOW: TimeDelta = TimeDelta::seconds(61);
/// No call takes longer (see `commerce_layer::http_client`): one that has not ended by then died with its node.
pub(super) const LONGEST_CALL: TimeDelta = TimeDelta::seconds(10);
/// Nobody is kept waiting for room longer, neither by the clock that counts the room nor really.
const PATIENCE: Duration = Duration::from_secs(6);
/// After a 429 that does not say for how long; twice as long after each further one.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(2);
/// Longer than Commerce Layer is believed to mean it (see `commerce_layer::transport`).
const LONGEST_SAID: TimeDelta = TimeDelta::minutes(15);
/// Between two looks while one call at a time feels its way.
const FEELING: TimeDelta = TimeDelta::milliseconds(300);

/// What a call is for, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The integration token, on which sign-up and linking depend.
    Integration,
    /// The first token of somebody who signed in.
    SignIn,
    /// The next token of somebody who has one that runs out.
    Refresh,
    /// A token of a customer for another market or shop.
    OtherScope,
    /// A guest token.
    Guest,
    /// Whether somebody without a password here has one at Commerce Layer: anybody can cause it.
    MovingIn,
    /// Revoking what somebody had who signed out; retried, so it can wait.
    Revocation,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Integration,
        Self::SignIn,
        Self::Refresh,
        Self::OtherScope,
        Self::Guest,
        Self::MovingIn,
        Self::Revocation,
    ];

    /// The name in ledger and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integration => "integration",
            Self::SignIn => "sign_in",
            Self::Refresh => "refresh",
            Self::OtherScope => "other_scope",
            Self::Guest => "guest",
            Self::MovingIn => "moving_in",
            Self::Revocation => "revocation",
        }
    }

    /// How full the window may be for such a call to be made, in calls; `all` is the whole allowance.
    fn share(self, all: usize) -> usize {
        let tenths = match self {
            Self::Integration | Self::SignIn => 10,
            Self::Refresh => 9,
            Self::OtherScope => 8,
            Self::Guest | Self::MovingIn => 7,
            Self::Revocation => 5,
        };
        (all * tenths / 10).max(1)
    }

    /// How many calls of its own kind the window may hold, however empty it is: strangers must not fill it
    /// (catalogue E13).
    fn own_share(self, all: usize) -> Option<usize> {
        (self == Self::MovingIn).then(|| (all * 3 / 10).max(1))
    }

    /// Nobody who is a stranger yet is kept waiting for long: a crowd of them would stand in the way.
    fn patience(self) -> Duration {
        if self == Self::MovingIn { Duration::from_secs(1) } else { PATIENCE }
    }
}

/// Makes a token call for `purpose`, inside the budget: waits for room, writes it down, and heeds a 429.
///
/// # Errors
/// [`CommerceLayerError::BudgetSpent`] with the time until there is room, where waiting does not help; else what the
/// call gives.
pub async fn counted<T>(
    app: &App,
    organization: &OrganizationName,
    purpose: Purpose,
    shopper: Option<IpAddr>,
    call: impl Future<Output = Result<T, CommerceLayerError>>,
) -> Result<T, BrokerProblem> {
    let commerce_layer = app.commerce_layer(organization)?;
    let budget = name(app, commerce_layer, shopper);
    let id = enter(app, &budget, purpose).await?;
    let answer = call.await;
    app.metrics.token_call(purpose.name(), outcome(&answer));
    if let Err(problem) = close(app, &budget, id, answer.as_ref().err()).await {
        // Counted as long as it could have taken. The answer must not be lost by it, for a refresh token that was used
        // must not pass for one that was not (catalogue J06).
        tracing::warn!(%problem, "the end of a token call was not written down");
    }
    Ok(answer?)
}

/// How much of the allowance is spent.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Calls that still count.
    pub calls: i64,
    /// The allowance.
    pub allowed: usize,
    /// Until when nobody may call, after a 429.
    pub paused_until: Option<DateTime<Utc>>,
}

/// How much of the allowance is spent that is counted on this node's own address, at the Auth API of each organization.
pub async fn usage(app: &App) -> Result<Vec<(String, Usage)>, Failure> {
    let mut all: Vec<(String, Usage)> = Vec::new();
    for organization in app.settings.organizations.keys() {
        let commerce_layer = app.commerce_layer(organization)?;
        let budget = name(app, commerce_layer, None);
        if all.iter().any(|(known, _)| *known == budget) {
            continue;
        }
        let now = app.now();
        let (calls, paused_until) = budgets::usage(&app.db, &budget, now).await?;
        let paused_until = paused_until.filter(|until| *until > now);
        all.push((budget, Usage { calls, allowed: app.settings.tokens.calls_per_minute, paused_until }));
    }
    Ok(all)
}

/// Whose allowance a call is counted on: the shopper's where the plan has it so (contract 6.9), else that of the address
/// by which this node leaves. A shopper's address is hashed: the ledger is no list of visitors.
fn name(app: &App, commerce_layer: &CommerceLayer, shopper: Option<IpAddr>) -> String {
    let origin = commerce_layer.auth_origin();
    match shopper.filter(|_| commerce_layer.counts_shoppers()) {
        Some(address) => {
            let hash = digest(&SHA256, format!("{origin} {address}").as_bytes());
            format!("{origin} shopper {}", HEXLOWER.encode(&hash.as_ref()[..16]))
        }
        None => format!("{origin} {}", app.settings.tokens.egress),
    }
}

async fn enter(app: &App, budget: &str, purpose: Purpose) -> Result<Uuid, BrokerProblem> {
    let patience = purpose.patience();
    let (deadline, latest) = (Instant::now() + patience, app.now() + patience);
    // One of a kind asks at a time, the others wait behind: when there is room again, not all of a crowd that waits go
    // for the budget's row at once, each with a connection of its own in hand.
    let turn = app.entering.take((budget.to_owned(), purpose.name()));
    let Ok(_turn) = tokio::time::timeout_at(deadline, turn).await else {
        app.metrics.token_call(purpose.name(), "refused_by_us");
        return Err(CommerceLayerError::BudgetSpent { retry_after: Some(PATIENCE) }.into());
    };
    let mut waited = false;
    loop {
        let room_at = match try_enter(app, budget, purpose).await? {
            Entered::In(id) => return Ok(id),
            Entered::Full { room_at } => room_at,
        };
        let wait = room_at - app.now();
        let left = deadline.saturating_duration_since(Instant::now());
        if room_at > latest || left.is_zero() {
            app.metrics.token_call(purpose.name(), "refused_by_us");
            let retry_after = wait.max(TimeDelta::seconds(1)).to_std().ok();
            return Err(CommerceLayerError::BudgetSpent { retry_after }.into());
        }
        if !waited {
            waited = true;
            app.metrics.token_call(purpose.name(), "waited");
        }
        let _ = tokio::time::timeout(left, app.clock.reaches(room_at)).await;
    }
}

enum Entered {
    In(Uuid),
    Full { room_at: DateTime<Utc> },
}

/// Counting and writing down are one transaction that holds the budget's row: of all nodes one decides at a time.
async fn try_enter(app: &App, budget: &str, purpose: Purpose) -> Result<Entered, Failure> {
    let allowed = purpose.share(app.settings.tokens.calls_per_minute);
    let mut tx = app.db.begin().await?;
    let held = budgets::hold(&mut tx, budget).await?;
    // Asked only now: whoever waited for the row must not count by an older time than the one before.
    let now = app.now();
    let window = budgets::window(&mut tx, budget, now).await?;
    let own_share = purpose.own_share(app.settings.tokens.calls_per_minute);
    let own_room = || own_share.and_then(|most| window.of(purpose.name()).room_at(most));
    if let Some(room_at) = held.closed_until(&window, now).or_else(|| window.room_at(allowed).max(own_room()))
    {
        return Ok(Entered::Full { room_at });
    }
    let id = Uuid::now_v7();
    budgets::write_down(&mut tx, id, budget, purpose.name(), now).await?;
    tx.commit().await?;
    Ok(Entered::In(id))
}

impl budgets::Held {
    /// After a 429 nobody may call; and when the pause is over, one at a time until one gets through.
    fn closed_until(&self, window: &Window, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // A longer pause is nobody's word, but from before a clock was set back.
        let paused = self.paused_until.filter(|until| *until > now && *until <= now + LONGEST_SAID);
        let felt = (self.strikes > 0 && window.is_somebody_calling()).then(|| now + FEELING);
        paused.or(felt)
    }
}

async fn close(
    app: &App,
    budget: &str,
    id: Uuid,
    problem: Option<&CommerceLayerError>,
) -> Result<(), Failure> {
    let now = app.now();
    budgets::ended(&app.db, id, now).await?;
    match problem {
        Some(CommerceLayerError::BudgetSpent { retry_after }) => {
            let said = retry_after.and_then(|wait| TimeDelta::from_std(wait).ok());
            let strikes = budgets::pause(&app.db, budget, now, said, PAUSE, LONGEST_PAUSE).await?;
            tracing::warn!(budget, strikes, "Commerce Layer says that there were too many token calls");
        }
        // Nothing was said of the budget.
        Some(CommerceLayerError::Unreachable(_)) => {}
        _ => budgets::got_through(&app.db, budget).await?,
    }
    Ok(())
}

fn outcome<T>(answer: &Result<T, CommerceLayerError>) -> &'static str {
    match answer {
        Ok(_) => "answered",
        Err(CommerceLayerError::BudgetSpent { .. }) => "too_many",
        Err(CommerceLayerError::Unreachable(_)) => "no_answer",
        Err(_) => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_more_has_more_of_the_window_and_each_has_some() {
        let shares = |all| Purpose::ALL.map(|purpose| purpose.share(all));
        assert_eq!(shares(30), [30, 30, 27, 24, 21, 21, 15]);
        assert_eq!(shares(2), [2, 2, 1, 1, 1, 1, 1]);
    }
}
