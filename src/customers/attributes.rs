//! What a provider says of a person that Commerce Layer must know. Only wishes are written here, in the
//! transaction of the arrival; [`super::write`] carries them over. Metadata and claims are personal, so they are
//! sealed.

pub(super) mod store;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::foundation::{AccountId, SealError, Sealed};
use store::Wish;

/// What one arrival says of a person. What is left out stays as earlier arrivals said it, perhaps from another
/// provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// The customer group.
    pub group: GroupWish,
    /// Metadata by key. `null` takes the key away, if an earlier arrival had set it: for a claim that the provider
    /// no longer sends.
    pub metadata: Map<String, Value>,
    /// `custom_claim` of the tokens, readable by the shopper (contract 5.7). An empty object means none any more.
    pub custom_claim: Option<Value>,
}

/// What a provider says about the customer group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GroupWish {
    /// Nothing: its groups are not mapped.
    #[default]
    Unsaid,
    /// The person is in no mapped group (any more).
    None,
    /// The person belongs into the group with this id at Commerce Layer.
    Member(String),
}

/// Notes, in the arrival's transaction, what Commerce Layer must know of the person. What it knows already is not
/// written again; a group that it refused is tried once more. Ring when the transaction is done.
pub async fn want(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    attributes: &Attributes,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    super::owe_link(tx, account, now).await?;
    let kept = store::hold_wish(tx, account.id).await?;
    match &attributes.group {
        GroupWish::Unsaid => {}
        GroupWish::None => want_group(tx, account.id, &kept, None, now).await?,
        GroupWish::Member(group) => want_group(tx, account.id, &kept, Some(group), now).await?,
    }
    let before = metadata(app, account.id, &kept);
    let wanted = merged(&before, &attributes.metadata);
    if wanted != before {
        let sealed = seal(app, account.id, &Value::Object(wanted))?;
        store::want_metadata(tx, account.id, &sealed, now).await?;
    }
    if let Some(claim) = &attributes.custom_claim {
        let claim = Some(claim).filter(|claim| !is_empty(claim));
        if claim != custom_claim(app, account.id, &kept).as_ref() {
            let sealed = claim.map(|claim| seal(app, account.id, claim)).transpose()?;
            store::want_custom_claim(tx, account.id, sealed.as_deref()).await?;
        }
    }
    Ok(())
}

/// Everything that providers said of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The customer group.
    pub group: Option<String>,
    /// The metadata.
    pub metadata: Map<String, Value>,
    /// The claim of the tokens.
    pub custom_claim: Option<Value>,
}

/// What providers said of the account's owner until now.
pub async fn said(app: &App, account: &Account) -> Result<Said, Failure> {
    let wish = store::wish(&app.db, account.id).await?;
    Ok(Said {
        metadata: metadata(app, account.id, &wish),
        custom_claim: custom_claim(app, account.id, &wish),
        group: wish.group,
    })
}

async fn want_group(
    tx: &mut PgConnection,
    account: AccountId,
    kept: &Wish,
    group: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if kept.group.as_deref() == group && !kept.group_refused {
        return Ok(());
    }
    Ok(store::want_group(tx, account, group, now).await?)
}

fn merged(before: &Map<String, Value>, said: &Map<String, Value>) -> Map<String, Value> {
    let mut wanted = before.clone();
    for (key, value) in said {
        if !value.is_null() || wanted.contains_key(key) {
            wanted.insert(key.clone(), value.clone());
        }
    }
    wanted
}

fn is_empty(claim: &Value) -> bool {
    claim.is_null() || claim.as_object().is_some_and(Map::is_empty)
}

/// The metadata keys that are ours to write; see the column's comment.
pub(super) fn metadata(app: &App, account: AccountId, wish: &Wish) -> Map<String, Value> {
    match open(app, account, wish.metadata_sealed.as_deref()) {
        Some(Value::Object(metadata)) => metadata,
        _ => Map::new(),
    }
}

/// The claim for the account's tokens.
pub(super) fn custom_claim(app: &App, account: AccountId, wish: &Wish) -> Option<Value> {
    open(app, account, wish.custom_claim_sealed.as_deref())
}

fn seal(app: &App, account: AccountId, value: &Value) -> Result<Sealed, SealError> {
    app.sealer.seal(&context(account), &value.to_string())
}

/// What does not open is as good as unsaid: the next arrival says it again, and nobody is kept out by it.
fn open(app: &App, account: AccountId, sealed: Option<&[u8]>) -> Option<Value> {
    match app.sealer.open(&context(account), sealed?) {
        Ok(text) => serde_json::from_str(text.expose()).ok(),
        Err(problem) => {
            tracing::error!(%account, %problem, "what a provider said of the person is lost");
            None
        }
    }
}

fn context(account: AccountId) -> String {
    format!("customers/{account}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn an_arrival_changes_the_keys_that_it_names_and_no_others() {
        let before = map(&json!({"tier": "gold", "shoe_size": 43}));
        let said = map(&json!({"tier": "silver", "shoe_size": null, "never_said": null}));
        assert_eq!(merged(&before, &said), map(&json!({"tier": "silver", "shoe_size": null})));
        assert_eq!(merged(&before, &Map::new()), before);
    }
}
