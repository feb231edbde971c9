//! Floor 9: everything that is kept about one person, for that person. Reads every table that names an account or its
//! address, and changes nothing but the diary. No secret is among it, and no hash of one: what opens something is left
//! out, and so is what only a thief could use (catalogue K13).

mod store;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::customers;
use crate::sessions::Session;

/// The longest list, of newest entries first: a file that a browser opens, and one question to the database.
pub const MOST: i64 = 1000;

/// Everything.
#[derive(Debug, Serialize)]
pub struct PersonalData {
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
    /// Who.
    pub account: AccountData,
    /// The customer at Commerce Layer.
    pub customer: CustomerData,
    /// Providers that sign in.
    pub providers: List,
    /// Signed-in browsers.
    pub sessions: List,
    /// Browsers that were signed in before.
    pub devices: List,
    /// Carts of shops.
    pub carts: List,
    /// Carts that came along at signing in, and are not the customer's yet.
    pub carts_on_their_way: List,
    /// Tokens of Commerce Layer that are kept, without what they open.
    pub tokens: List,
    /// Addresses that the account had.
    pub former_emails: List,
    /// Letters with a code that were asked for with the address, the change to another one among them.
    pub requests: List,
    /// The diary.
    pub security_events: List,
}

/// Who.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct AccountData {
    pub id: String,
    pub organization: String,
    pub email: String,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub name: Option<String>,
    pub language: &'static str,
    pub created_at: DateTime<Utc>,
    pub password_set_at: Option<DateTime<Utc>>,
    pub notices_of_new_devices: bool,
    pub closing_at: Option<DateTime<Utc>>,
    pub locked_at: Option<DateTime<Utc>>,
}

/// The customer at Commerce Layer, and what providers said of the person.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct CustomerData {
    pub id: Option<String>,
    pub linked_at: Option<DateTime<Utc>>,
    pub group: Option<String>,
    pub metadata: Map<String, Value>,
    pub custom_claim: Option<Value>,
}

/// A list, as long as it may be.
#[derive(Debug, Serialize)]
pub struct List {
    /// The newest first.
    pub entries: Vec<Value>,
    /// How many older ones are not among them.
    pub left_out: i64,
}

/// Gathers everything, and notes that it was taken out.
pub async fn export(
    app: &App,
    account: &Account,
    session: &Session,
    address: Option<IpAddr>,
) -> Result<PersonalData, Failure> {
    let now = app.now();
    let mut connection = app.db.acquire().await?;
    let entry = audit::Entry {
        event: Event::DataExported,
        organization: &account.organization,
        account: Some(account.id),
        session: Some(session.id),
        address,
    };
    audit::note(&mut connection, entry, now).await?;
    drop(connection);
    of(app, account).await
}

/// Gathers everything: for an operator.
pub async fn of(app: &App, account: &Account) -> Result<PersonalData, Failure> {
    let (now, db, id) = (app.now(), &app.db, account.id);
    let facts = store::facts(db, id).await?;
    let said = customers::said(app, account).await?;
    Ok(PersonalData {
        gathered_at: now,
        account: AccountData {
            id: id.to_string(),
            organization: account.organization.to_string(),
            email: account.email.typed().to_owned(),
            email_verified_at: account.email_verified_at,
            name: account.name.clone(),
            language: account.language.tag(),
            created_at: account.created_at,
            password_set_at: facts.password_set_at,
            notices_of_new_devices: account.notices,
            closing_at: account.closing_at,
            locked_at: account.locked_at,
        },
        customer: CustomerData {
            id: facts.customer_id,
            linked_at: facts.linked_at,
            group: said.group,
            metadata: said.metadata,
            custom_claim: said.custom_claim,
        },
        providers: store::providers(db, id).await?,
        sessions: store::sessions(db, id).await?,
        devices: store::devices(db, id).await?,
        carts: store::carts(db, id).await?,
        carts_on_their_way: store::carts_on_their_way(db, id).await?,
        tokens: store::tokens(db, id).await?,
        former_emails: store::former_emails(db, id).await?,
        requests: store::requests(db, account).await?,
        security_events: store::security_events(db, id).await?,
    })
}
