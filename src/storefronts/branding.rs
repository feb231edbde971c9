//! What a shop looks like: the organization's branding, read with a guest token (contract 10.3) and shown as it was
//! last seen while somebody looks again. No page waits long for its colours.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::broker::{self, BrokerProblem};
use crate::commerce_layer::{CommerceLayerError, Organization};
use crate::config::StorefrontSettings;
use crate::foundation::Scope;
use crate::memory::LookKey;

/// How long branding is shown before it is asked for again.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// How long nobody looks again after looking in vain: while Commerce Layer is away, pages do not wait for it.
const VAIN: TimeDelta = TimeDelta::seconds(10);
/// A page does not wait longer for its colours: it is drawn without them, and the next one has them.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What the shop looks like, as last seen; asked for at most every five minutes. `None` where it was never seen and
/// cannot be had now: then the page is drawn in the house's own colours.
pub async fn branding(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Option<Organization> {
    let key = (storefront.client.client_id.clone(), scope.as_str().to_owned());
    let now = app.now();
    let looks = &app.memory.looks;
    let own = app.arc().ok()?;
    match looks.get(&key) {
        Some((at, seen)) if is_recent(at, seen.as_ref(), now) => seen,
        // Shown as it was while somebody looks again; marked, so that one page looks and not all.
        Some((_, Some(organization))) => {
            looks.put(key.clone(), now, Some(organization.clone()));
            tokio::spawn(look(own, storefront.clone(), scope.clone(), key));
            Some(organization)
        }
        Some((_, None)) | None => {
            let look = tokio::spawn(first_look(own, storefront.clone(), scope.clone(), key.clone()));
            let looked = tokio::time::timeout(PATIENCE, look).await;
            if looked.is_err() {
                looks.put(key, now, None);
            }
            looked.ok()?.ok()?
        }
    }
}

/// When a shop's first visitors come all at once, one of them looks.
async fn first_look(
    app: Arc<App>,
    storefront: StorefrontSettings,
    scope: Scope,
    key: LookKey,
) -> Option<Organization> {
    let _turn = app.memory.looks.looking.take(key.clone()).await;
    match app.memory.looks.get(&key) {
        Some((at, seen)) if is_recent(at, seen.as_ref(), app.now()) => seen,
        _ => look(Arc::clone(&app), storefront, scope, key).await,
    }
}

async fn look(
    app: Arc<App>,
    storefront: StorefrontSettings,
    scope: Scope,
    key: LookKey,
) -> Option<Organization> {
    match read(&app, &storefront, &scope).await {
        Ok(organization) => {
            app.memory.looks.put(key, app.now(), Some(organization.clone()));
            Some(organization)
        }
        Err(error) => {
            tracing::warn!(organization = %storefront.organization, %error, "branding not read");
            app.memory.looks.keep_or_vain(key, app.now());
            None
        }
    }
}

/// With a guest token; where that was refused early, once more with a new one (catalogue M09).
async fn read(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
) -> Result<Organization, BrokerProblem> {
    let commerce_layer = app.commerce_layer(&storefront.organization)?;
    let token = broker::guest(app, storefront, scope).await?;
    match commerce_layer.organization(&token).await {
        Err(CommerceLayerError::TokenRefused) => {
            let token = broker::guest_instead_of(app, storefront, scope, &token).await?;
            Ok(commerce_layer.organization(&token).await?)
        }
        answer => Ok(answer?),
    }
}

/// Whether nobody needs to look again yet.
fn is_recent(at: DateTime<Utc>, seen: Option<&Organization>, now: DateTime<Utc>) -> bool {
    now - at < if seen.is_some() { FRESH } else { VAIN }
}
