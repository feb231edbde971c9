//! Forgetting tokens that Commerce Layer has revoked by itself, for instance after a wrong price list went out
//! (contract 4.11): the next visitor gets a new one.

use super::store;
use crate::app::{App, Failure};
use crate::broker;
use crate::config::StorefrontSettings;

/// Forgets every customer token without revoking it: for a Commerce Layer that has forgotten them itself.
pub async fn forget_all(app: &App) -> Result<(), Failure> {
    for storefront in &app.settings.storefronts {
        broker::forget_guests_of(app, &storefront.client.client_id).await?;
    }
    broker::forget_integrations(app).await?;
    Ok(store::delete_all(&app.db).await?)
}

/// How many tokens were forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Guest tokens.
    pub guests: u64,
    /// Customer tokens.
    pub customers: u64,
}

/// Forgets every token of a storefront, on all nodes. Customer tokens are not served any more, but still revoked when
/// their session ends.
pub async fn forget_storefront(app: &App, storefront: &StorefrontSettings) -> Result<Forgotten, Failure> {
    let client_id = &storefront.client.client_id;
    let guests = broker::forget_guests_of(app, client_id).await?;
    let customers = store::reject_all_of_client(&app.db, client_id, app.now()).await?;
    app.memory.forget_everything();
    Ok(Forgotten { guests, customers })
}
