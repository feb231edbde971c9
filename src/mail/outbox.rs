//! The outbox: rows claimed with SKIP LOCKED under a lease, so that no transaction stays open while a mail
//! server is talked to, and a node that dies while sending loses nothing. A letter can be carried twice after
//! such a death; it is never lost.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use sqlx::{PgConnection, PgPool};

use uuid::Uuid;

use super::Letter;
use crate::config::OrganizationName;
use crate::foundation::{Email, LetterId, SealError, Sealer};

const LEASE: TimeDelta = TimeDelta::seconds(30);

/// A letter that this node may carry now.
#[derive(Debug)]
pub struct ClaimedLetter {
    /// Its row.
    pub id: LetterId,
    /// What to carry; `None` when the row does not open any more and can only be dropped.
    pub letter: Option<Letter>,
    /// How often it was claimed, this time included.
    pub attempts: i32,
}

/// Why a letter was not written.
#[derive(Debug, thiserror::Error)]
pub enum EnqueueError {
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database refused it.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes `letter` as part of the caller's transaction, to go out when it is `due`. It is of no use after `until` and
/// dropped then.
pub async fn enqueue(
    tx: &mut PgConnection,
    sealer: &Sealer,
    letter: &Letter,
    due: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), EnqueueError> {
    let id = LetterId::generate();
    let body = serde_json::to_string(letter).map_err(|_| SealError::Damaged)?;
    let body = sealer.seal(&context(id), &body)?;
    sqlx::query!(
        "insert into letters (id, body_sealed, created_at, until, next_attempt_at, organization)
         values ($1, $2, $3, $4, $3, $5)",
        id as LetterId,
        body,
        due,
        until,
        letter.organization.as_ref().map(OrganizationName::as_str),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Claims up to `most` letters that are due.
pub async fn claim(
    db: &PgPool,
    sealer: &Sealer,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<ClaimedLetter>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update letters set next_attempt_at = $2, attempts = attempts + 1
           where id in (select id from letters where next_attempt_at <= $1
                        order by next_attempt_at limit $3 for update skip locked)
           returning id as "id: LetterId", body_sealed, until, attempts"#,
        now,
        now + LEASE,
        most,
    )
    .fetch_all(db)
    .await?;
    let claimed = rows.into_iter().map(|row| ClaimedLetter {
        id: row.id,
        letter: open(sealer, row.id, &row.body_sealed).filter(|_| now < row.until),
        attempts: row.attempts,
    });
    Ok(claimed.collect())
}

/// Drops a letter that was carried, or is of no use any more.
pub async fn delivered(db: &PgPool, id: LetterId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from letters where id = $1", id as LetterId).execute(db).await.map(drop)
}

/// Drops every letter of an organization to one of these addresses, and every one of which nobody knows who wrote it. Whom
/// a letter is for is sealed, so all that wait are opened, one after the other; one that does not open any more is dropped
/// when it is due.
pub async fn forget_letters_to(
    tx: &mut PgConnection,
    sealer: &Sealer,
    organization: &OrganizationName,
    emails: &[Email],
) -> Result<(), sqlx::Error> {
    let mut doomed: Vec<Uuid> = Vec::new();
    let mut letters = sqlx::query!(
        r#"select id as "id: LetterId", body_sealed from letters where organization = $1 or organization is null"#,
        organization.as_str(),
    )
    .fetch(&mut *tx);
    while let Some(row) = letters.try_next().await? {
        let letter = open(sealer, row.id, &row.body_sealed);
        let to = letter.and_then(|letter| Email::parse(&letter.to).ok());
        if to.is_some_and(|to| emails.contains(&to)) {
            doomed.push(row.id.into());
        }
    }
    drop(letters);
    sqlx::query!("delete from letters where id = any($1)", &doomed).execute(tx).await.map(drop)
}

fn open(sealer: &Sealer, id: LetterId, body: &[u8]) -> Option<Letter> {
    let opened = sealer.open(&context(id), body).ok()?;
    serde_json::from_str(opened.expose()).ok()
}

/// Puts a letter back until `next`.
pub async fn postpone(db: &PgPool, id: LetterId, next: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update letters set next_attempt_at = $2 where id = $1", id as LetterId, next)
        .execute(db)
        .await
        .map(drop)
}

fn context(id: LetterId) -> String {
    format!("letters/{id}")
}
