//! A storefront says that Commerce Layer refuses a token (contract 4.11). It is dropped and fetched anew, once however
//! many say so; a token that is not the present one any more costs nothing.

use std::net::IpAddr;

use super::next::Wanted;
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
        Some(kept) if kept.served.access_token == *refused => {
            match broker::report(app, &wanted.key()).await? {
                Verdict::Believed => store::reject(&app.db, kept.id, app.now()).await?,
                Verdict::TooSoon(wait) => {
                    let now_there_is = store::newest(app, found.session, client_id, scope, app.now()).await?;
                    match now_there_is.filter(|kept| kept.served.access_token != *refused) {
                        // Somebody else's report was believed, and its token is there already.
                        Some(kept) => return Ok(Some(kept.served)),
                        // Somebody else's report was believed, and its token is on its way.
                        None if store::is_rejected(&app.db, kept.id).await? => {}
                        None => {
                            return Err(CommerceLayerError::BudgetSpent { retry_after: Some(wait) }.into());
                        }
                    }
                }
            }
            app.memory.forget_session(found.session);
            None
        }
        kept => kept,
    };
    Ok(Some(serve(app, wanted, kept).await?.0))
}
