//! A storefront says that Commerce Layer refuses a token (contract 4.11). It is dropped and fetched anew, once however
//! many say so; a token that is not the present one any more costs nothing.

use std::net::IpAddr;

use super::next::Wanted;
use super::store::Kept;
use super::{Served, TokenProblem, serve, store};
use crate::app::App;
use crate::broker::{self, Flight as _, Verdict};
use crate::commerce_layer::CommerceLayerError;
use crate::config::StorefrontSettings;
use crate::foundation::{Scope, Secret};
use crate::memory::VisitorKey;

/// A fresh token in the place of `refused`; `None` for who is not signed in.
/// [`CommerceLayerError::BudgetSpent`] with a wait where the present token was reported a moment ago, too.
pub async fn rejected(
    app: &App,
    key: VisitorKey,
    storefront: &StorefrontSettings,
    scope: &Scope,
    refused: &Secret,
    shopper: Option<IpAddr>,
) -> Result<Option<Served>, TokenProblem> {
    app.reach_database()?;
    let client_id = &storefront.client.client_id;
    let Some(found) = store::visitor(app, &key, client_id, scope, app.now()).await? else { return Ok(None) };
    let wanted = Wanted {
        session: found.session,
        account: found.account,
        storefront: storefront.clone(),
        scope: scope.clone(),
        shopper,
    };
    let kept = match found.kept {
        Some(kept) if kept.served.access_token == *refused => give_up(app, &wanted, kept).await?,
        kept => kept,
    };
    Ok(Some(serve(app, wanted, kept).await?.0))
}

/// Gives up the present token; gives the one that is there instead, if somebody else's report of the same was quicker.
async fn give_up(app: &App, wanted: &Wanted, kept: Kept) -> Result<Option<Kept>, TokenProblem> {
    let mut tx = app.db.begin().await?;
    let verdict = broker::report(app, &mut tx, &wanted.key()).await?;
    if verdict == Verdict::Believed {
        store::reject(&mut tx, kept.id, app.now()).await?;
    }
    tx.commit().await?;
    let now = store::newest(app, wanted.session, wanted.client_id(), &wanted.scope, app.now()).await?;
    match (verdict, now) {
        (Verdict::TooSoon(wait), Some(now)) if now.id == kept.id => {
            // Nothing changed, and nothing is forgotten: what a node reads while it forgets is not kept, and whoever
            // reports on and on would keep it from remembering anybody.
            Err(CommerceLayerError::BudgetSpent { retry_after: Some(wait) }.into())
        }
        (_, now) => {
            app.memory.forget_session(wanted.session);
            Ok(now)
        }
    }
}
