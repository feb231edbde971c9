//! The question whether an account is anybody's yet.

use sqlx::PgExecutor;

use crate::foundation::AccountId;

pub(super) async fn is_untouched(db: impl PgExecutor<'_>, id: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select email_verified_at is null and locked_at is null
                  and not exists (select from passwords where account_id = $1)
                  and not exists (select from identities where account_id = $1)
                  and not exists (select from sessions where account_id = $1) as "untouched!"
           from accounts where id = $1"#,
        id as AccountId,
    )
    .fetch_optional(db)
    .await
    .map(|untouched| untouched.unwrap_or(false))
}
