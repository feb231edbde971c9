//! Having Commerce Layer forget the customers of erased accounts: asked for, tried again until it is taken, then looked
//! after once an hour until it is done there. The token is minted for a batch and kept nowhere: what may do this is not
//! to lie about.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::store::{self, Claimed};
use crate::app::{App, Failure};
use crate::broker::{BrokerProblem, Purpose, counted};
use crate::commerce_layer::{Anonymization, CommerceLayer, CommerceLayerError, IntegrationToken};
use crate::config::OrganizationName;
use crate::foundation::Backoff;

const RETRIES: Backoff = Backoff { first: TimeDelta::minutes(1), longest: TimeDelta::hours(6) };
/// Commerce Layer takes a day or more (contract 10.1).
const BETWEEN_LOOKS: TimeDelta = TimeDelta::hours(1);
/// Longer than a whole batch can take when every call runs into its time limit: nothing is done twice.
const LEASE: TimeDelta = TimeDelta::minutes(5);
const MOST_AT_ONCE: i64 = 10;

/// Asks, or looks how far it is, for what is due; gives how many there were.
pub async fn anonymize_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due = store::claim(&app.db, now, now + LEASE, MOST_AT_ONCE).await?;
    let count = due.len();
    let mut batches: BTreeMap<String, Vec<Claimed>> = BTreeMap::new();
    for claimed in due {
        batches.entry(claimed.organization.clone()).or_default().push(claimed);
    }
    for (organization, batch) in batches {
        of_organization(app, &organization, &batch, now).await?;
    }
    Ok(count)
}

async fn of_organization(
    app: &App,
    organization: &str,
    batch: &[Claimed],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let token = token(app, organization).await;
    for claimed in batch {
        let step = match &token {
            Ok((commerce_layer, token)) => follow(commerce_layer, token, claimed).await.map_err(Into::into),
            Err(problem) => Err(problem.clone()),
        };
        match step {
            Ok(status) => note(app, claimed, status, now).await?,
            Err(problem) => {
                complain(claimed, &problem);
                store::postpone(&app.db, claimed.id, RETRIES.next(now, claimed.attempts)).await?;
            }
        }
    }
    Ok(())
}

async fn token<'a>(
    app: &'a App,
    organization: &str,
) -> Result<(&'a CommerceLayer, IntegrationToken), BrokerProblem> {
    let organization = OrganizationName::parse(organization)
        .ok_or_else(|| Failure::new("the erasure names no organization"))?;
    let commerce_layer = app.commerce_layer(&organization)?;
    if !commerce_layer.may_anonymize() {
        return Err(Failure::new("the credential for anonymization is not configured any more").into());
    }
    let call = commerce_layer.mint_anonymization();
    Ok((commerce_layer, counted(app, &organization, Purpose::Integration, None, call).await?))
}

/// Looks first: a request whose answer was lost must not be made again, and somebody else may have asked.
async fn follow(
    commerce_layer: &CommerceLayer,
    token: &IntegrationToken,
    claimed: &Claimed,
) -> Result<Anonymization, CommerceLayerError> {
    match commerce_layer.anonymization(token, &claimed.customer).await? {
        Anonymization::NotAsked => commerce_layer.request_anonymization(token, &claimed.customer).await,
        // What came of a request before ours says nothing about ours.
        Anonymization::Failed | Anonymization::Cancelled if claimed.asked_at.is_none() => {
            commerce_layer.request_anonymization(token, &claimed.customer).await
        }
        status => Ok(status),
    }
}

async fn note(
    app: &App,
    claimed: &Claimed,
    status: Anonymization,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let ended = match status {
        Anonymization::NotAsked | Anonymization::Underway => {
            return Ok(store::underway(&app.db, claimed.id, now, now + BETWEEN_LOOKS).await?);
        }
        Anonymization::Completed => return Ok(store::completed(&app.db, claimed.id, now).await?),
        Anonymization::Failed => "failed",
        Anonymization::Cancelled => "cancelled",
    };
    tracing::error!(
        erasure = %claimed.id, customer = %claimed.customer, organization = claimed.organization, status = ended,
        "Commerce Layer has not anonymized a customer whose account was erased: see `vestibule accounts erasures`"
    );
    Ok(store::ended_in_vain(&app.db, claimed.id, ended).await?)
}

/// What does not pass by itself needs somebody.
fn complain(claimed: &Claimed, problem: &BrokerProblem) {
    let passing = matches!(problem, BrokerProblem::CommerceLayer(error) if error.is_passing());
    let (erasure, attempts) = (claimed.id, claimed.attempts);
    if passing {
        tracing::warn!(%erasure, attempts, %problem, "anonymization not asked for yet");
    } else {
        tracing::error!(%erasure, attempts, %problem, "anonymization cannot be asked for");
    }
}
