//! Session tokens in the hands of a shop's back end. Each is bound to one storefront, and is another than the
//! browser's: the one is no cookie, the other no Bearer (catalogue G06). The session is the same, and so is its end.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Session, seen, store};
use crate::app::{App, Failure};
use crate::foundation::{HashedToken, PlainToken, SessionId};

/// Tokens that one storefront may have for one session: a browser with several tabs brings several. Beyond it the
/// oldest ends.
const MOST_AT_ONCE: i64 = 10;

/// Gives a new token to the storefront as part of the caller's transaction. `code` is what it was exchanged for.
pub async fn give_to_back_end(
    tx: &mut PgConnection,
    session: SessionId,
    client_id: &str,
    code: &HashedToken,
    now: DateTime<Utc>,
) -> Result<PlainToken, Failure> {
    let token = PlainToken::generate();
    store::back_end::insert(tx, session, client_id, &token.hash(), code, now).await?;
    store::back_end::delete_beyond(tx, session, client_id, MOST_AT_ONCE).await?;
    Ok(token)
}

/// The session that a storefront's token belongs to, if it has not ended. Using it keeps it from idling out.
pub async fn resume_for_back_end(
    app: &App,
    client_id: &str,
    token: &PlainToken,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Failure> {
    let Some(found) = store::back_end::by_token(&app.db, client_id, &token.hash(), now).await? else {
        return Ok(None);
    };
    Ok(Some(seen(app, found, now).await?))
}

/// Takes back the token that `code` was exchanged for; false where there is none any more.
pub async fn take_back(tx: &mut PgConnection, code: &HashedToken) -> Result<bool, Failure> {
    Ok(store::back_end::delete_of_code(tx, code).await?)
}

/// The hash of the browser's own token of the session that a back end's token is good for.
pub async fn browser_token(
    app: &App,
    client_id: &str,
    token: &HashedToken,
) -> Result<Option<HashedToken>, Failure> {
    Ok(store::back_end::browser_token(&app.db, client_id, token).await?)
}
