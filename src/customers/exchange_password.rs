//! The random password that a customer is given at Commerce Layer where a storefront has its tokens by the password
//! grant (`exchange = "password"`). Nobody ever types it: it is sealed here, and takes the place of the customer's own
//! password there, which so opens nothing any more.

use chrono::{DateTime, Utc};

use super::link::LinkProblem;
use super::store;
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::broker::{self, FlightProblem, Landing, key_of};
use crate::commerce_layer::{CommerceLayerError, CustomerChange, CustomerId};
use crate::foundation::{AccountId, Secret, random_token};

/// What signs the customer in at Commerce Layer.
#[derive(Clone, Debug)]
pub struct ExchangePassword {
    /// The address as Commerce Layer has it, which may have been changed there (catalogue M11).
    pub email: String,
    /// The password.
    pub password: Secret,
    set_at: DateTime<Utc>,
}

impl FlightProblem for LinkProblem {
    fn commerce_layer(&self) -> Option<&CommerceLayerError> {
        match self {
            Self::CommerceLayer(error) => Some(error),
            _ => None,
        }
    }
}

/// The customer's password: the one that was set, or a new one. With `renew` the one that was set does not work.
/// Of any number of nodes one sets it.
pub async fn exchange_password(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    renew: bool,
) -> Result<ExchangePassword, LinkProblem> {
    let before = kept(app, account.id).await?;
    if let Some(kept) = before.clone().filter(|_| !renew) {
        return Ok(kept);
    }
    let stale = before.map(|kept| kept.set_at);
    let look = async || Ok(kept(app, account.id).await?.filter(|kept| Some(kept.set_at) != stale));
    let fetch = async || set(app, account, customer).await;
    let key = key_of(&["exchange password", &account.id.to_string()]);
    match broker::fly(app, key, look, fetch, |_| None).await? {
        Landing::Found(password) | Landing::Fetched(password) => Ok(password),
    }
}

async fn set(app: &App, account: &Account, customer: &CustomerId) -> Result<ExchangePassword, LinkProblem> {
    // 256 random bits in 43 characters: within every length that a service may want (contract 10.6).
    let password = Secret::new(random_token());
    let changed = broker::as_integration(app, &account.organization, async |commerce_layer, token| {
        let change = CustomerChange { password: Some(&password), ..CustomerChange::default() };
        commerce_layer.update_customer(token, customer, &change).await
    });
    let email = match changed.await {
        // As the grant itself would say it: whoever asked looks whether the customer is gone.
        Err(broker::BrokerProblem::CommerceLayer(CommerceLayerError::NotFound)) => {
            return Err(CommerceLayerError::GrantRefused("customer gone".to_owned()).into());
        }
        changed => changed?.email,
    };
    let set_at = app.now();
    let sealed = app.sealer.seal(&context(account.id), &format!("{}\n{email}", password.expose()));
    let sealed = sealed.map_err(Failure::from)?;
    store::put_exchange_password(&app.db, account.id, customer, &sealed, set_at).await?;
    Ok(ExchangePassword { email, password, set_at })
}

async fn kept(app: &App, account: AccountId) -> Result<Option<ExchangePassword>, LinkProblem> {
    let Some((sealed, set_at)) = store::exchange_password(&app.db, account).await? else { return Ok(None) };
    let opened = match app.sealer.open(&context(account), &sealed) {
        Ok(opened) => opened,
        // Its key is gone from the settings: another one is set.
        Err(problem) => {
            tracing::warn!(%account, %problem, "exchange password not readable");
            return Ok(None);
        }
    };
    let parts = opened.expose().split_once('\n');
    Ok(parts.map(|(password, email)| ExchangePassword {
        email: email.to_owned(),
        password: password.into(),
        set_at,
    }))
}

fn context(account: AccountId) -> String {
    format!("exchange_passwords/{account}")
}
