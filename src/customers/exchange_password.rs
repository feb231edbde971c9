//! The random password that a customer is given at Commerce Layer where a storefront has its tokens by the password
//! grant (`exchange = "password"`). Nobody ever types it: it is sealed here, and takes the place of the customer's own
//! password there, which so opens nothing any more.

use chrono::{DateTime, Utc};

use super::link::LinkProblem;
use super::store;
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::broker::{self, Flight, FlightKey, FlightProblem, key_of};
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

/// The customer's password: the one that was set, or another than `stale`, which does not work any more. Of any number
/// of nodes one sets it.
pub async fn exchange_password(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    stale: Option<&ExchangePassword>,
) -> Result<ExchangePassword, LinkProblem> {
    let stale = stale.map(|stale| stale.set_at);
    broker::fly(app, &Setting { account, customer, stale }).await
}

struct Setting<'a> {
    account: &'a Account,
    customer: &'a CustomerId,
    stale: Option<DateTime<Utc>>,
}

impl Flight for Setting<'_> {
    type Cargo = ExchangePassword;
    type Problem = LinkProblem;

    fn key(&self) -> FlightKey {
        key_of(&["exchange password", &self.account.id.to_string()])
    }

    async fn look(&self, app: &App) -> Result<Option<ExchangePassword>, LinkProblem> {
        Ok(kept(app, self.account.id).await?.filter(|kept| Some(kept.set_at) != self.stale))
    }

    async fn fetch(&self, app: &App) -> Result<ExchangePassword, LinkProblem> {
        set(app, self.account, self.customer).await
    }
}

async fn set(app: &App, account: &Account, customer: &CustomerId) -> Result<ExchangePassword, LinkProblem> {
    // 256 random bits in 43 characters: within every length that a service may want (contract 10.6).
    let password = Secret::new(random_token());
    let change = CustomerChange { password: Some(&password), ..CustomerChange::default() };
    let change = &change;
    let changed = broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        commerce_layer.update_customer(&token, customer, change).await
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
