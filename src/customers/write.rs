//! Carrying over to Commerce Layer what is owed for a linked customer: the group first, because a private market's
//! token depends on it, then the metadata. One writer at a time for each account, over all nodes, so that an older
//! wish never lands after a newer one. Only what we wrote ourselves is taken away again.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Map, Value};

use super::attributes;
use super::attributes::store::{self, Wish};
use super::link::LinkProblem;
use crate::accounts::Account;
use crate::app::App;
use crate::broker::{self, BrokerProblem};
use crate::commerce_layer::{CommerceLayerError, CustomerChange, CustomerDetails, CustomerId, GroupChange};

/// Ends before the pen is given to somebody else.
const PATIENCE: Duration = Duration::from_secs(30);
const PEN: TimeDelta = TimeDelta::seconds(40);

/// How far it went.
#[derive(Debug)]
pub(super) enum Written {
    /// Nothing is owed any more.
    All,
    /// The group is still owed, and the metadata perhaps.
    GroupLate(CommerceLayerError),
    /// Only the address, or metadata, is still owed: no token depends on them.
    MetadataLate(CommerceLayerError),
}

/// Writes what is owed for the account's customer.
pub(super) async fn write_out(
    app: &App,
    account: &Account,
    customer: &CustomerId,
) -> Result<Written, LinkProblem> {
    if !store::wish(&app.db, account.id).await?.is_owed() {
        return Ok(Written::All);
    }
    let _turn = app.writing.take(account.id).await;
    let now = app.now();
    let Some(wish) = store::take_pen(&app.db, account.id, now, now + PEN).await? else {
        return Ok(Written::GroupLate(unreachable("somebody else is writing to the customer")));
    };
    let writing = tokio::time::timeout(PATIENCE, write(app, account, customer, &wish)).await;
    store::put_pen_down(&app.db, account.id).await?;
    writing.unwrap_or_else(|_| Ok(Written::GroupLate(unreachable("no answer in time"))))
}

fn unreachable(why: &str) -> CommerceLayerError {
    CommerceLayerError::Unreachable(why.to_owned())
}

async fn write(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    wish: &Wish,
) -> Result<Written, LinkProblem> {
    if wish.group_owed {
        match write_group(app, account, customer, wish).await {
            Err(LinkProblem::CommerceLayer(error)) => return Ok(Written::GroupLate(error)),
            done => done?,
        }
    }
    if wish.email_owed {
        match write_email(app, account, customer).await {
            Err(LinkProblem::CommerceLayer(error)) => return Ok(Written::MetadataLate(error)),
            done => done?,
        }
    }
    if wish.metadata_owed {
        match write_metadata(app, account, customer, wish).await {
            Err(LinkProblem::CommerceLayer(error)) => return Ok(Written::MetadataLate(error)),
            done => done?,
        }
    }
    Ok(Written::All)
}

async fn write_group(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    wish: &Wish,
) -> Result<(), LinkProblem> {
    let group = wish.group.as_deref();
    let written = match group {
        Some(id) => {
            // Noted before the act: whatever becomes of it, we know later that the group may be our doing.
            store::claim_authorship(&app.db, account.id, id).await?;
            change(app, account, customer, GroupChange::Join(id), None).await
        }
        None => take_away(app, account, customer, &wish.groups_written).await,
    };
    let problem = refusal(written)?.map(|refusal| {
        let group = group.unwrap_or("none");
        tracing::error!(account = %account.id, group, %refusal, "customer group refused");
        format!("customer group {group}: {refusal}")
    });
    Ok(store::group_done(&app.db, (account.id, customer), group, problem.as_deref()).await?)
}

/// Where another customer has the address, the account goes on with the one that it has, and its owner is told.
async fn write_email(app: &App, account: &Account, customer: &CustomerId) -> Result<(), LinkProblem> {
    let change = CustomerChange { email: Some(&account.email), ..CustomerChange::default() };
    let problem = refusal(send(app, account, customer, &change).await)?.map(|refusal| {
        tracing::error!(account = %account.id, %refusal, "the customer's address was refused");
        format!("customer address: {refusal}")
    });
    let canonical = account.email.canonical();
    Ok(store::email_done(&app.db, (account.id, customer), canonical, problem.as_deref()).await?)
}

/// A group that somebody else put the customer in is theirs to end.
async fn take_away(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    ours: &[String],
) -> Result<(), BrokerProblem> {
    let details = details(app, account, customer).await?;
    match details.and_then(|details| details.group) {
        Some(group) if ours.contains(&group) => {
            change(app, account, customer, GroupChange::Leave, None).await
        }
        _ => Ok(()),
    }
}

async fn write_metadata(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    wish: &Wish,
) -> Result<(), LinkProblem> {
    let wanted = attributes::metadata(app, account.id, wish);
    let problem = refusal(put_metadata(app, account, customer, &wanted).await)?.map(|refusal| {
        tracing::error!(account = %account.id, %refusal, "customer metadata refused");
        format!("customer metadata: {refusal}")
    });
    Ok(store::metadata_done(
        &app.db,
        (account.id, customer),
        wish.metadata_sealed.as_deref(),
        problem.as_deref(),
    )
    .await?)
}

/// Metadata goes over whole, so the shop's own keys are read first and sent back as they are.
async fn put_metadata(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    wanted: &Map<String, Value>,
) -> Result<(), BrokerProblem> {
    let Some(details) = details(app, account, customer).await? else {
        return Err(CommerceLayerError::NotFound.into());
    };
    let mut metadata = details.metadata.clone();
    for (key, value) in wanted {
        if value.is_null() {
            metadata.remove(key);
        } else {
            metadata.insert(key.clone(), value.clone());
        }
    }
    if metadata == details.metadata {
        return Ok(());
    }
    change(app, account, customer, GroupChange::Keep, Some(&Value::Object(metadata))).await
}

async fn details(
    app: &App,
    account: &Account,
    customer: &CustomerId,
) -> Result<Option<CustomerDetails>, BrokerProblem> {
    broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        commerce_layer.customer_details(&token, customer).await
    })
    .await
}

async fn change(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    group: GroupChange<'_>,
    metadata: Option<&Value>,
) -> Result<(), BrokerProblem> {
    send(app, account, customer, &CustomerChange { metadata, group, ..CustomerChange::default() }).await
}

async fn send(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    change: &CustomerChange<'_>,
) -> Result<(), BrokerProblem> {
    broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        commerce_layer.update_customer(&token, customer, change).await.map(drop)
    })
    .await
}

/// A refusal that asking again would only repeat: an unknown group, a value that is not taken, or a customer that is
/// gone. For the last one everything is owed anew once that is found out (catalogue M11).
fn refusal(written: Result<(), BrokerProblem>) -> Result<Option<CommerceLayerError>, BrokerProblem> {
    use CommerceLayerError::{Invalid, NotFound, Taken};
    match written {
        Ok(()) => Ok(None),
        Err(BrokerProblem::CommerceLayer(error @ (NotFound | Invalid(_) | Taken))) => Ok(Some(error)),
        Err(problem) => Err(problem),
    }
}
