//! A new password by a reset that was made at Commerce Layer. It is set there first; here it replaces the
//! password of the account with that address.

use std::net::IpAddr;

use chrono::TimeDelta;

use super::{Account, by_email};
use crate::app::{App, Failure};
use crate::broker::{self, BrokerProblem};
use crate::commerce_layer::{CommerceLayerError, PasswordReset};
use crate::credentials::{NewPassword, PasswordProblem};
use crate::foundation::{Email, Secret};
use crate::hasher::Busy;
use crate::storefronts::Visit;
use crate::throttle;

/// What a reset led to.
#[derive(Debug)]
pub enum Reset {
    /// Commerce Layer has the new password. The caller gives the account this hash of it, in the transaction that
    /// ends its sessions: nobody may stay signed in by the old one.
    Done {
        /// Whose password it is.
        account: Account,
        /// The hash of the new password.
        hash: String,
    },
    /// Commerce Layer has the new password, but nobody with this address has signed up here.
    NoAccount(Email),
}

/// Why a reset did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ResetProblem {
    /// Commerce Layer does not take the password.
    #[error("the password cannot be taken")]
    Password(PasswordProblem),
    /// The link was used, has run out or was never right.
    #[error("the reset is not valid")]
    InvalidLink,
    /// Too many attempts from this network.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Too many passwords are being hashed right now.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Commerce Layer does not answer; the link still works.
    #[error("Commerce Layer is away")]
    Away,
    /// Commerce Layer has the new password, and the link is used up; what comes of it here could not be looked up.
    #[error("set at Commerce Layer alone: {0}")]
    Halfway(Failure),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(ResetProblem);

/// Sets the new password there, and hashes it for here.
pub async fn reset_password(
    app: &App,
    visit: &Visit,
    reset: &PasswordReset,
    password: &NewPassword,
    address: Option<IpAddr>,
) -> Result<Reset, ResetProblem> {
    app.hasher.has_room()?;
    throttle::take_on_network(app, throttle::RESETS_PER_NETWORK, address).await?;
    // Hashed before the reset is used up: a full queue must not cost the person the link.
    let hash = app.hasher.hash(password.secret()).await?;
    let email = use_reset(app, visit, reset, password.secret()).await.map_err(refused)?;
    set_there(app, visit, &email, hash).await.map_err(ResetProblem::Halfway)
}

/// Whose password Commerce Layer has now.
async fn set_there(app: &App, visit: &Visit, email: &str, hash: String) -> Result<Reset, Failure> {
    let email = Email::parse(email).map_err(|_| Failure::new("the customer's address is not one"))?;
    let account = by_email(&app.db, &visit.storefront.organization, &email).await?;
    Ok(account.map_or(Reset::NoAccount(email), |account| Reset::Done { account, hash }))
}

/// With a guest token; where that was refused early, once more with a new one (catalogue M09).
async fn use_reset(
    app: &App,
    visit: &Visit,
    reset: &PasswordReset,
    password: &Secret,
) -> Result<String, BrokerProblem> {
    let (storefront, scope) = (&visit.storefront, visit.guest_scope());
    let commerce_layer = app.commerce_layer(&storefront.organization)?;
    let token = broker::guest(app, storefront, scope).await?;
    match commerce_layer.use_password_reset(&token, reset, password).await {
        Err(CommerceLayerError::TokenRefused) => {
            let token = broker::guest_instead_of(app, storefront, scope, &token).await?;
            Ok(commerce_layer.use_password_reset(&token, reset, password).await?)
        }
        answer => Ok(answer?),
    }
}

fn refused(problem: BrokerProblem) -> ResetProblem {
    let error = match problem {
        BrokerProblem::CommerceLayer(error) => error,
        BrokerProblem::Failure(failure) => return failure.into(),
    };
    match error {
        CommerceLayerError::Invalid(field) if field == "customer_password" => {
            ResetProblem::Password(PasswordProblem::Common)
        }
        CommerceLayerError::NotFound | CommerceLayerError::NotPermitted | CommerceLayerError::Invalid(_) => {
            ResetProblem::InvalidLink
        }
        CommerceLayerError::BudgetSpent { .. } | CommerceLayerError::Unreachable(_) => ResetProblem::Away,
        error => ResetProblem::Failure(Failure::new(error)),
    }
}
