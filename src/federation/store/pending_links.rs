//! The table `pending_links`.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

use super::super::pending::PendingLink;
use crate::app::{App, Failure};
use crate::config::{Language, OrganizationName, ProviderId};
use crate::foundation::{Email, HashedToken, PendingLinkId, Sealed};
use crate::storefronts::CameFrom;

pub(in crate::federation) async fn insert(
    db: &PgPool,
    pending: &PendingLink,
    browser: &HashedToken,
    arrival_sealed: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into pending_links (id, browser_hash, provider, organization, arrival_sealed, way_back, language,
                                    email, email_typed, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        pending.id as PendingLinkId,
        browser.as_bytes(),
        pending.identity.provider.as_str(),
        pending.organization.as_str(),
        arrival_sealed,
        Json(&pending.came_from) as _,
        pending.language.tag(),
        pending.email.as_ref().map(Email::canonical),
        pending.email.as_ref().map(Email::typed),
        now,
        expires_at,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::federation) async fn by_browser(
    app: &App,
    browser: &HashedToken,
) -> Result<Option<PendingLink>, Failure> {
    let row = sqlx::query!(
        r#"select id as "id: PendingLinkId", provider, organization, arrival_sealed,
                  way_back as "way_back: Json<CameFrom>", language, email_typed, code_expires_at, code_sent_at,
                  codes_sent
           from pending_links where browser_hash = $1 and expires_at > $2"#,
        browser.as_bytes(),
        app.now(),
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = || Failure::new("a pending link is unreadable");
    let provider = ProviderId::parse(&row.provider).map_err(|_| unreadable())?;
    Ok(Some(PendingLink {
        identity: PendingLink::open(app, row.id, provider, &row.arrival_sealed)?,
        id: row.id,
        organization: OrganizationName::parse(&row.organization).ok_or_else(unreadable)?,
        came_from: row.way_back.0,
        language: Language::from_tag(&row.language).unwrap_or(Language::ALL[0]),
        email: row.email_typed.and_then(|email| Email::parse(&email).ok()),
        code_expires_at: row.code_expires_at,
        code_sent_at: row.code_sent_at,
        codes_sent: row.codes_sent,
    }))
}

/// Replaces code and address, unless somebody else did so since `pending` was read.
pub(in crate::federation) async fn renew_code(
    tx: &mut PgConnection,
    pending: &PendingLink,
    email: &Email,
    code: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update pending_links set email = $3, email_typed = $4, code_sealed = $5, code_sent_at = $6,
                                  code_expires_at = $7, tries = 0, codes_sent = codes_sent + 1
         where id = $1 and codes_sent = $2",
        pending.id as PendingLinkId,
        pending.codes_sent,
        email.canonical(),
        email.typed(),
        code,
        now,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::federation) struct Tried {
    pub code_sealed: Option<Sealed>,
    pub tries: i32,
}

/// Counts a guess before it is compared; `None` when none is left, or when another letter, perhaps to another
/// address, was written since `pending` was read: its code must not prove the former address.
pub(in crate::federation) async fn count_try(
    db: &PgPool,
    pending: &PendingLink,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<Tried>, sqlx::Error> {
    sqlx::query_as!(
        Tried,
        "update pending_links set tries = tries + 1
         where id = $1 and codes_sent = $4 and tries < $2 and code_expires_at > $3
         returning code_sealed, tries",
        pending.id as PendingLinkId,
        most,
        now,
        pending.codes_sent,
    )
    .fetch_optional(db)
    .await
}

pub(in crate::federation) async fn delete(
    tx: &mut PgConnection,
    id: PendingLinkId,
) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query!("delete from pending_links where id = $1", id as PendingLinkId).execute(tx).await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::federation) async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from pending_links where expires_at <= $1", now).execute(db).await.map(drop)
}

pub(in crate::federation) async fn delete_of_email(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from pending_links where organization = $1 and email = $2",
        organization.as_str(),
        email.canonical(),
    )
    .execute(tx)
    .await
    .map(drop)
}
