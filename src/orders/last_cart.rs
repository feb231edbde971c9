//! The last pending cart of a customer, for who is signed in and has no pointer (contract 10.22). What was found is
//! remembered as pointer, and so is for a while that nothing was.

use chrono::TimeDelta;

use super::check::{PATIENCE, is_allowed};
use super::store::carts;
use super::token::token_for;
use super::{Asked, Whose};
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayerError, OrderId};
use crate::tokens::TokenProblem;

/// How long nobody looks again.
pub(super) const NONE_LASTS: TimeDelta = TimeDelta::minutes(10);

/// The last cart. Commerce Layer knows no variants: only the cart without one is looked for.
pub(super) async fn last_cart(app: &App, asked: &Asked<'_>) -> Result<Option<OrderId>, Failure> {
    let Whose::Account { account, .. } = asked.whose else { return Ok(None) };
    if !asked.variant.is_none() || !is_allowed(app, asked.organization()).await? {
        return Ok(None);
    }
    let Ok(found) = tokio::time::timeout(PATIENCE, find(app, asked)).await else { return Ok(None) };
    let found = match found {
        Ok(found) => found,
        Err(TokenProblem::Failure(failure)) => return Err(failure),
        // The market is closed to this customer: asking at every page would only use up token calls (catalogue E13).
        Err(TokenProblem::CommerceLayer(CommerceLayerError::ScopeRefused)) => None,
        Err(problem) => {
            tracing::info!(account = %account.id, %problem, "last cart not looked up");
            return Ok(None);
        }
    };
    let now = app.now();
    let kept = match &found {
        Some(order) => carts::Kept::Order(order),
        None => carts::Kept::NoneUntil(now + NONE_LASTS),
    };
    // Whatever the shop has said in the meantime stands.
    carts::fill(&app.db, account.id, asked.place(), kept, now).await?;
    Ok(found)
}

async fn find(app: &App, asked: &Asked<'_>) -> Result<Option<OrderId>, TokenProblem> {
    let token = token_for(app, asked).await?;
    let Some(customer) = &token.customer else { return Ok(None) };
    let commerce_layer = app.commerce_layer(asked.organization())?;
    Ok(commerce_layer.last_cart(customer, &token.access_token).await?)
}
