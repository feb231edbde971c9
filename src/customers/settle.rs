//! Doing what is owed: the link, then group and metadata. Before a token is minted, as far as the token depends on
//! it; and in the background, until nothing is owed.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::attributes;
use super::in_step::lock_away;
use super::link::{LinkProblem, linked};
use super::store::{self, Owed};
use super::write::{Written, write_out};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::commerce_layer::CustomerId;
use crate::foundation::Backoff;

const RETRIES: Backoff = Backoff { first: TimeDelta::seconds(30), longest: TimeDelta::minutes(30) };
/// Longer than a whole batch can take when every call runs into its time limit: nothing is done twice.
const LEASE: TimeDelta = TimeDelta::minutes(3);
const MOST_AT_ONCE: i64 = 12;
const AT_THE_SAME_TIME: usize = 4;

/// A customer for whom a token may be minted now.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Who.
    pub customer: CustomerId,
    /// What the token is to say besides.
    pub custom_claim: Option<Value>,
}

/// The account's customer, linked and in its group: a private market opens to the group, and closes to who has
/// left it. Late metadata keeps nobody waiting, and neither does what waiting does not help.
pub async fn ready(app: &App, account: &Account) -> Result<Ready, LinkProblem> {
    let customer = linked(app, account).await?;
    match write_out(app, account, &customer).await? {
        Written::All => {}
        Written::GroupLate(problem) if problem.is_passing() => return Err(problem.into()),
        Written::GroupLate(problem) | Written::MetadataLate(problem) | Written::PasswordLate(problem) => {
            tracing::warn!(account = %account.id, %problem, "customer not written yet");
        }
    }
    if let Err(problem) = lock_away(app, account, &customer).await {
        // Tried again with the next token.
        tracing::warn!(account = %account.id, %problem, "the customer's password is not locked away yet");
    }
    let wish = attributes::store::wish(&app.db, account.id).await?;
    Ok(Ready { customer, custom_claim: attributes::custom_claim(app, account.id, &wish) })
}

/// Does what is owed and due; gives how many were tried.
pub async fn settle_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due = store::claim(&app.db, now, now + LEASE, MOST_AT_ONCE).await?;
    let count = due.len();
    let tried = stream::iter(due).map(|owed| try_settle(app, owed, now)).buffer_unordered(AT_THE_SAME_TIME);
    tried.collect::<Vec<_>>().await.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

async fn try_settle(app: &App, owed: Owed, now: DateTime<Utc>) -> Result<(), Failure> {
    let attempt = async {
        match accounts::by_id(&app.db, owed.account).await? {
            Some(account) => settle(app, &account).await,
            None => Ok(()),
        }
    };
    let problem = attempt.await.err();
    if let Some(problem) = &problem {
        tracing::warn!(account = %owed.account, attempts = owed.attempts, %problem, "customer not settled yet");
    }
    // After a success something is owed only if it was said just now: that is due at once.
    let next = if problem.is_some() { RETRIES.next(now, owed.attempts) } else { now };
    let problem = problem.map(|problem| problem.to_string());
    Ok(store::rest(&app.db, owed.account, problem.as_deref(), next).await?)
}

async fn settle(app: &App, account: &Account) -> Result<(), LinkProblem> {
    let customer = linked(app, account).await?;
    match write_out(app, account, &customer).await? {
        Written::All => lock_away(app, account, &customer).await,
        Written::GroupLate(problem) | Written::MetadataLate(problem) | Written::PasswordLate(problem) => {
            Err(problem.into())
        }
    }
}
