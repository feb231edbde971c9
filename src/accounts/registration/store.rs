//! The table `registrations`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Registration;
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::foundation::{Email, HashedToken, RegistrationId, Sealed};
use crate::storefronts::CameFrom;
use crate::work::Turn;

struct Row {
    id: RegistrationId,
    organization: String,
    email_typed: String,
    password_hash: String,
    language: String,
    client_id: String,
    scope: String,
    public_scope: Option<String>,
    return_address: String,
    embedded: bool,
    code_expires_at: DateTime<Utc>,
    code_sent_at: DateTime<Utc>,
    codes_sent: i32,
    tries: i32,
    completed_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Registration {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unreadable =
            |column: &str| Failure::new(format!("registrations.{column} of {} is unreadable", row.id));
        Ok(Self {
            organization: OrganizationName::parse(&row.organization)
                .ok_or_else(|| unreadable("organization"))?,
            email: Email::parse(&row.email_typed).map_err(|_| unreadable("email_typed"))?,
            id: row.id,
            language: Language::from_tag(&row.language).unwrap_or(Language::ALL[0]),
            code_expires_at: row.code_expires_at,
            code_sent_at: row.code_sent_at,
            codes_sent: row.codes_sent,
            tries: row.tries,
            completed_at: row.completed_at,
            password_hash: row.password_hash,
            came_from: CameFrom {
                client_id: row.client_id,
                scope: row.scope,
                public_scope: row.public_scope,
                return_address: row.return_address,
                embedded: row.embedded,
                reset_password_url: None,
                language: None,
                to_account: false,
            },
        })
    }
}

pub(super) async fn insert(
    tx: &mut PgConnection,
    registration: &Registration,
    browser: &HashedToken,
    (code, counted): (Option<Sealed>, bool),
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let from = &registration.came_from;
    sqlx::query!(
        "insert into registrations (id, browser_hash, organization, email, email_typed, password_hash, language,
                                    client_id, scope, public_scope, return_address, embedded, code_sealed,
                                    code_expires_at, code_sent_at, codes_sent, tries, created_at, expires_at, counted)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, 0, $16, $17, $18)",
        registration.id as RegistrationId,
        browser.as_bytes(),
        registration.organization.as_str(),
        registration.email.canonical(),
        registration.email.typed(),
        registration.password_hash,
        registration.language.tag(),
        from.client_id,
        from.scope,
        from.public_scope,
        from.return_address,
        from.embedded,
        code,
        registration.code_expires_at,
        registration.code_sent_at,
        now,
        expires_at,
        counted,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn by_browser(
    db: &PgPool,
    browser: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Registration>, Failure> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: RegistrationId", organization, email_typed, password_hash, language, client_id, scope,
                  public_scope, return_address, embedded, code_expires_at, code_sent_at, codes_sent, tries,
                  completed_at
           from registrations where browser_hash = $1 and expires_at > $2"#,
        browser.as_bytes(),
        now,
    )
    .fetch_optional(db)
    .await?
    .map(Registration::try_from)
    .transpose()
}

/// Replaces the code, unless somebody else did so since `registration` was read.
pub(super) async fn renew_code(
    tx: &mut PgConnection,
    registration: &Registration,
    code: Option<Sealed>,
    turn: Turn,
    expires_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update registrations set code_sealed = $3, code_expires_at = $4, code_sent_at = $5, tries = 0,
                                  codes_sent = codes_sent + 1, counted = $6
         where id = $1 and codes_sent = $2 and completed_at is null",
        registration.id as RegistrationId,
        registration.codes_sent,
        code,
        expires_at,
        turn.at,
        turn.counted,
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
    id: RegistrationId,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<Tried>, sqlx::Error> {
    sqlx::query_as!(
        Tried,
        "update registrations set tries = tries + 1
         where id = $1 and tries < $2 and code_expires_at > $3 and completed_at is null
         returning code_sealed, tries",
        id as RegistrationId,
        most,
        now,
    )
    .fetch_optional(db)
    .await
}

/// Whether the letter was counted; from now on it is not.
pub(super) async fn answered(db: &PgPool, id: RegistrationId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update registrations set counted = false where id = $1 and counted",
        id as RegistrationId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn complete(
    tx: &mut PgConnection,
    id: RegistrationId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update registrations
         set completed_at = $2, code_sealed = null, password_hash = '', password_sealed = null
         where id = $1 and completed_at is null",
        id as RegistrationId,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets sign-ups that ran out.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from registrations where expires_at <= $1", now).execute(db).await.map(drop)
}

/// Forgets every sign-up of an address.
pub async fn forget(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from registrations where organization = $1 and email = $2",
        organization.as_str(),
        email.canonical(),
    )
    .execute(tx)
    .await
    .map(drop)
}
