//! The table `challenges`.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};

use super::letter::Sent;
use super::{Challenge, Purpose};
use crate::accounts::Account;
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::foundation::{AccountId, ChallengeId, Email, HashedToken, Sealed};
use crate::storefronts::CameFrom;

struct Row {
    id: ChallengeId,
    purpose: String,
    organization: String,
    account: Option<AccountId>,
    email_typed: String,
    language: String,
    way_back: Json<CameFrom>,
    code_expires_at: DateTime<Utc>,
    code_sent_at: DateTime<Utc>,
    codes_sent: i32,
    proven_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Challenge {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unreadable =
            |column: &str| Failure::new(format!("challenges.{column} of {} is unreadable", row.id));
        Ok(Self {
            purpose: Purpose::parse(&row.purpose, row.account).ok_or_else(|| unreadable("purpose"))?,
            organization: OrganizationName::parse(&row.organization)
                .ok_or_else(|| unreadable("organization"))?,
            email: Email::parse(&row.email_typed).map_err(|_| unreadable("email_typed"))?,
            id: row.id,
            language: Language::from_tag(&row.language).unwrap_or(Language::ALL[0]),
            code_expires_at: row.code_expires_at,
            code_sent_at: row.code_sent_at,
            codes_sent: row.codes_sent,
            proven_at: row.proven_at,
            used_at: row.used_at,
            came_from: row.way_back.0,
        })
    }
}

pub(super) async fn insert(
    tx: &mut PgConnection,
    challenge: &Challenge,
    browser: &HashedToken,
    sent: &Sent,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into challenges (id, purpose, browser_hash, organization, account_id, email, email_typed, language,
                                 way_back, code_sealed, code_expires_at, code_sent_at, codes_sent, link_hash,
                                 created_at, expires_at, counted)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14, $15, $16)",
        challenge.id as ChallengeId,
        challenge.purpose.name(),
        browser.as_bytes(),
        challenge.organization.as_str(),
        challenge.purpose.account() as Option<AccountId>,
        challenge.email.canonical(),
        challenge.email.typed(),
        challenge.language.tag(),
        Json(&challenge.came_from) as _,
        sent.code.as_deref(),
        challenge.code_expires_at,
        challenge.code_sent_at,
        sent.link.as_ref().map(HashedToken::as_bytes),
        now,
        expires_at,
        sent.turn.counted,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn by_browser(
    db: &PgPool,
    browser: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Challenge>, Failure> {
    find(db, Some(browser), None, now).await
}

pub(super) async fn by_link(
    db: &PgPool,
    link: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Challenge>, Failure> {
    find(db, None, Some(link), now).await
}

/// A link works as long as the code beside it; a browser keeps what it asked for.
async fn find(
    db: &PgPool,
    browser: Option<&HashedToken>,
    link: Option<&HashedToken>,
    now: DateTime<Utc>,
) -> Result<Option<Challenge>, Failure> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: ChallengeId", purpose, organization, account_id as "account: AccountId", email_typed,
                  language, way_back as "way_back: Json<CameFrom>", code_expires_at, code_sent_at, codes_sent,
                  proven_at, used_at
           from challenges
           where (browser_hash = $1 and expires_at > $3)
              or (link_hash = $2 and used_at is null and code_expires_at > $3)"#,
        browser.map(HashedToken::as_bytes),
        link.map(HashedToken::as_bytes),
        now,
    )
    .fetch_optional(db)
    .await?
    .map(Challenge::try_from)
    .transpose()
}

/// Replaces code and link, unless somebody else did so since `challenge` was read.
pub(super) async fn renew(
    tx: &mut PgConnection,
    challenge: &Challenge,
    sent: &Sent,
    code_expires_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update challenges set code_sealed = $3, link_hash = $4, code_expires_at = $5, code_sent_at = $6, tries = 0,
                               codes_sent = codes_sent + 1, proven_at = null, counted = $7
         where id = $1 and codes_sent = $2 and used_at is null",
        challenge.id as ChallengeId,
        challenge.codes_sent,
        sent.code.as_deref(),
        sent.link.as_ref().map(HashedToken::as_bytes),
        code_expires_at,
        sent.turn.at,
        sent.turn.counted,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) struct Tried {
    pub code_sealed: Option<Sealed>,
    pub tries: i32,
}

/// Counts a guess before it is compared; `None` when none is left.
pub(super) async fn count_try(
    db: &PgPool,
    challenge: &Challenge,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<Tried>, sqlx::Error> {
    sqlx::query_as!(
        Tried,
        "update challenges set tries = tries + 1
         where id = $1 and tries < $2 and code_expires_at > $3 and used_at is null
         returning code_sealed, tries",
        challenge.id as ChallengeId,
        most,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn note_proof(db: &PgPool, id: ChallengeId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update challenges set proven_at = $2 where id = $1 and proven_at is null",
        id as ChallengeId,
        now,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Whether the letter was counted; from now on it is not.
pub(super) async fn answered(db: &PgPool, id: ChallengeId) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query!("update challenges set counted = false where id = $1 and counted", id as ChallengeId)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn consume(
    tx: &mut PgConnection,
    id: ChallengeId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update challenges set used_at = $2, code_sealed = null, link_hash = null
         where id = $1 and used_at is null",
        id as ChallengeId,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

impl Account {
    /// Uses up every letter that lets the reader of the account's address in, in the transaction that gives it another
    /// password: whoever holds an older one must not replace the password once more (catalogue G02, H08). The caller holds
    /// the account.
    pub async fn use_up_letters(&self, tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        // Of the address that it has now: `self` may have been read before that changed. What has run out is left to the
        // sweep, so that neither waits for the other.
        sqlx::query!(
            "update challenges set used_at = $2, code_sealed = null, link_hash = null
             where (organization, email) = (select organization, email from accounts where id = $1)
               and purpose in ('recover', 'sign_in') and used_at is null and expires_at > $2",
            self.id as AccountId,
            now,
        )
        .execute(tx)
        .await
        .map(drop)
    }
}

/// Forgets challenges that ran out.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from challenges where expires_at <= $1", now).execute(db).await.map(drop)
}

/// Forgets every challenge of an address.
pub async fn forget(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from challenges where organization = $1 and email = $2",
        organization.as_str(),
        email.canonical(),
    )
    .execute(tx)
    .await
    .map(drop)
}
