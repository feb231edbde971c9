//! The table `upstream_sessions`.

use sqlx::{PgConnection, PgPool};

use super::super::upstream::{SignedOutThere, Upstream};
use crate::foundation::{IdentityId, SessionId};

pub(in crate::sessions) struct Row {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub sid: Option<String>,
    pub id_token_sealed: Vec<u8>,
}

pub(in crate::sessions) async fn insert(
    tx: &mut PgConnection,
    session: SessionId,
    upstream: &Upstream,
    id_token_sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into upstream_sessions (session_id, provider, issuer, subject, sid, id_token_sealed)
         values ($1, $2, $3, $4, $5, $6)",
        session as SessionId,
        upstream.provider.as_str(),
        upstream.issuer,
        upstream.subject,
        upstream.sid,
        id_token_sealed,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::sessions) async fn of(db: &PgPool, session: SessionId) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select provider, issuer, subject, sid, id_token_sealed from upstream_sessions where session_id = $1",
        session as SessionId,
    )
    .fetch_optional(db)
    .await
}

pub(in crate::sessions) async fn begun_with(
    tx: &mut PgConnection,
    there: SignedOutThere<'_>,
) -> Result<Vec<(SessionId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select sessions.id as "id: SessionId", sessions.organization
           from upstream_sessions join sessions on sessions.id = upstream_sessions.session_id
           where provider = $4 and issuer = $1 and ($2::text is not null or $3::text is not null)
             and ($2::text is null or subject = $2) and ($3::text is null or sid = $3)
           order by sessions.id"#,
        there.issuer,
        there.subject,
        there.sid,
        there.provider,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.organization)).collect())
}

pub(in crate::sessions) async fn begun_by_identity(
    tx: &mut PgConnection,
    identity: IdentityId,
) -> Result<Vec<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select sessions.id as "id: SessionId"
           from identities
           join sessions on sessions.account_id = identities.account_id
           join upstream_sessions on upstream_sessions.session_id = sessions.id
                                 and upstream_sessions.issuer = identities.issuer
           where identities.id = $1 order by sessions.id"#,
        identity as IdentityId,
    )
    .fetch_all(tx)
    .await
}
