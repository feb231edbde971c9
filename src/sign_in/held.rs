//! What a person changes is bound to the session that asks: a thief's request that was read before the owner's recovery,
//! and is to write after it, finds nobody signed in (catalogue H08).

use sqlx::{Postgres, Transaction};

use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::sessions::{self, Session};

/// Begins the transaction of such a change, which holds account and session from its beginning. `None` where the session
/// has ended since it was read, or the account may not be used any more.
pub(super) async fn begin_in(
    app: &App,
    account: &Account,
    session: &Session,
) -> Result<Option<Transaction<'static, Postgres>>, Failure> {
    let mut tx = app.db.begin().await?;
    // The account first, as everywhere: whoever ends its sessions holds it before them.
    let held = accounts::hold(&mut tx, account.id).await? && sessions::hold(&mut tx, session.id).await?;
    Ok(held.then_some(tx))
}
