//! Looking at an order before it is served. A look keeps nobody waiting for long, and nobody from a cart: where
//! Commerce Layer is away, slow, or has been asked often enough, the pointer is believed.

use std::time::Duration;

use super::Asked;
use super::token::token_for;
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayerError, OrderId, OrderStage};
use crate::config::OrganizationName;
use crate::throttle::{self, Refusal};
use crate::tokens::TokenProblem;

/// A page waits no longer for a look.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// What a look has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Not bought yet.
    Open,
    /// Placed, approved or cancelled.
    Closed,
    /// This visitor cannot see it, or it is no more.
    Gone,
    /// It could not be looked at.
    Unknown,
}

pub(super) async fn look(app: &App, asked: &Asked<'_>, order: &OrderId) -> Result<Look, Failure> {
    if !is_allowed(app, asked.organization()).await? {
        return Ok(Look::Unknown);
    }
    let commerce_layer = app.commerce_layer(asked.organization())?;
    let looking = async {
        let token = token_for(app, asked).await?;
        Ok::<_, TokenProblem>(commerce_layer.order(order, &token.access_token).await)
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(Ok(Ok(order))) if order.stage == OrderStage::Closed => Ok(Look::Closed),
        Ok(Ok(Ok(_))) => Ok(Look::Open),
        Ok(Ok(Err(CommerceLayerError::NotFound | CommerceLayerError::NotPermitted))) => Ok(Look::Gone),
        Ok(Err(TokenProblem::Failure(failure))) => Err(failure),
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => Ok(Look::Unknown),
    }
}

/// Whether orders of the organization may be looked at once more now.
pub(super) async fn is_allowed(app: &App, organization: &OrganizationName) -> Result<bool, Failure> {
    match throttle::take(&app.db, throttle::CART_LOOKS, organization.as_str(), app.now()).await {
        Ok(()) => Ok(true),
        Err(Refusal::Wait(_)) => Ok(false),
        Err(Refusal::Failure(failure)) => Err(failure),
    }
}
