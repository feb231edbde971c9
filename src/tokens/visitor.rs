//! The customer token for whoever holds a session token: from memory without asking anybody, else session, account and
//! token by one statement.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::next::Wanted;
use super::{Served, TOO_SHORT, TokenProblem, serve, store};
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::foundation::Scope;
use crate::memory::{KnownToken, KnownVisitor, VisitorKey};
use crate::metrics::{Kind, Source};
use crate::sessions;

/// The visitor's token; `None` for who is not signed in.
pub async fn for_visitor(
    app: &App,
    key: VisitorKey,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Option<Served>, TokenProblem> {
    let cut_off = app.memory.is_all_there_is();
    if (app.memory.is_reliable() || cut_off)
        && let Some(served) = remembered(app, &key, storefront, scope, cut_off)
    {
        return Ok(Some(served));
    }
    match read(app, &key, storefront, scope, shopper).await {
        // The database went away this very moment: until then every change was heard.
        Err(TokenProblem::Failure(failure)) if failure.passes() && app.memory.may_stand_in() => {
            remembered(app, &key, storefront, scope, true).map(Some).ok_or_else(|| failure.into())
        }
        answer => answer,
    }
}

/// Session, account and token as the database has them.
async fn read(
    app: &App,
    key: &VisitorKey,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Option<Served>, TokenProblem> {
    app.reach_database()?;
    let (now, read) = (app.now(), app.memory.as_of());
    let client_id = &storefront.client.client_id;
    let Some(found) = store::visitor(app, key, client_id, scope, now).await? else { return Ok(None) };
    sessions::keep_awake(app, found.session, found.last_seen_at, now).await?;
    let wanted = Wanted {
        session: found.session,
        account: found.account,
        storefront: storefront.clone(),
        scope: scope.clone(),
        shopper,
    };
    let (served, renew_at) = serve(app, wanted, found.kept).await?;
    // One that was due to be touched is remembered anew: it would be read from the database for ever.
    let remembered = app.memory.visitor(key).filter(|visitor| now < visitor.touch_at);
    let known = remembered.unwrap_or_else(|| {
        let touch_at = found.last_seen_at.max(now - sessions::TOUCH_EVERY) + sessions::TOUCH_EVERY;
        Arc::new(KnownVisitor::new(found.session, found.account, touch_at, found.ends_at))
    });
    known.keep(client_id, scope, Arc::new(known_token(&served, renew_at)));
    app.memory.keep_visitor(read, key, known);
    Ok(Some(served))
}

/// What needs no second thought: a session that need not be touched yet, a token that need not be renewed yet. While
/// the database cannot be reached, whatever is still good.
fn remembered(
    app: &App,
    key: &VisitorKey,
    storefront: &StorefrontSettings,
    scope: &Scope,
    cut_off: bool,
) -> Option<Served> {
    let now = app.now();
    let visitor = app.memory.visitor(key).filter(|visitor| now < visitor.ends_at)?;
    let token = visitor.token(&storefront.client.client_id, scope)?;
    let is_quiet = now < visitor.touch_at && now < token.renew_at && token.expires_at - now > TOO_SHORT;
    let is_good = is_quiet || (cut_off && token.expires_at > now);
    if !is_good {
        return None;
    }
    app.metrics.served(Kind::Customer, Source::Memory);
    Some(Served {
        access_token: token.access_token.clone(),
        customer: token.customer.clone(),
        scope: scope.clone(),
        expires_at: token.expires_at,
    })
}

fn known_token(served: &Served, renew_at: DateTime<Utc>) -> KnownToken {
    KnownToken {
        access_token: served.access_token.clone(),
        customer: served.customer.clone(),
        expires_at: served.expires_at,
        renew_at,
    }
}
