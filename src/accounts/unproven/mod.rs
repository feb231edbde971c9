//! Accounts whose address nobody has proven: they came over from another system. Whoever proves the address later has
//! them (see [`super::take_over`]).

mod store;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::Account;
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::foundation::{AccountId, Email};

/// Makes one; `None` where the address has an account already.
pub async fn create(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<Account>, Failure> {
    super::insert_new(tx, (organization, email, None), language, now).await
}

/// Whether nobody has ever come in by it: its address is not proven, and it has no password, no provider and no session.
/// Only such a one may be opened by a password that another system vouches for; with any other, somebody would come
/// to sit beside whoever has it (catalogue A01, A03).
pub async fn is_untouched(db: impl PgExecutor<'_>, id: AccountId) -> Result<bool, Failure> {
    Ok(store::is_untouched(db, id).await?)
}
