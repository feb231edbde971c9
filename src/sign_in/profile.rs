//! What a person says of himself, kept here and told to the shop.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::held::begin_in;
use super::note;
use crate::accounts::{self, Account, Profile};
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::customers::{self, Attributes};
use crate::sessions::Session;

/// Keeps name, language and notices. The customer's metadata at Commerce Layer has name and language from then on. False
/// where the session ended in the meantime, or the account may not be used.
pub async fn change_profile(
    app: &App,
    account: &Account,
    profile: &Profile,
    (session, address): (&Session, Option<IpAddr>),
) -> Result<bool, Failure> {
    let now = app.now();
    let Some(mut tx) = begin_in(app, account, session).await? else { return Ok(false) };
    accounts::set_profile(&mut tx, account.id, profile).await?;
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), profile.name.clone().map_or(Value::Null, Value::String));
    metadata.insert("language".to_owned(), profile.language.tag().into());
    let attributes = Attributes { metadata, ..Attributes::default() };
    customers::want(app, &mut tx, account, &attributes, now).await?;
    note(&mut tx, Event::ProfileChanged, account, Some(session.id), address, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(true)
}
