//! Floor 4: counting attempts and saying "wait". One row a subject, shared by all nodes; taking and counting
//! are one call of a function in the database, so that two hundred parallel attempts count as two hundred.
//!
//! The generic cell rate algorithm: a row keeps the moment at which the allowance is whole again. Nobody is
//! ever locked: an allowance flows back, and refused attempts do not push it away (catalogue E07). A moment that
//! lies beyond any allowance was written before the clock was set back: it counts as one attempt left.

mod networks;
mod rules;

pub use networks::{give_back_on_network, network, on_network, site, take_on_network, take_with_network};
pub use rules::*;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use sqlx::postgres::types::PgInterval;

use crate::app::{self, Failure};

/// How often something may be done.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Keeps the subjects of different rules apart.
    pub name: &'static str,
    /// How many at once.
    pub burst: i32,
    /// How long it takes to regain one.
    pub every: TimeDelta,
}

/// Why an attempt may not be made.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Too many: this much must pass first.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// The count could not be made; then the attempt is not made either.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(Refusal);

/// Lets `?` turn a refusal into the `Wait` or the `Failure` of a verb's problem, and a database's refusal into
/// the latter.
macro_rules! problem {
    ($problem:ty) => {
        $crate::app::problem!($problem);

        impl From<$crate::throttle::Refusal> for $problem {
            fn from(refusal: $crate::throttle::Refusal) -> Self {
                match refusal {
                    $crate::throttle::Refusal::Wait(wait) => Self::Wait(wait),
                    $crate::throttle::Refusal::Failure(failure) => Self::Failure(failure),
                }
            }
        }
    };
}

pub(crate) use problem;

/// Counts one attempt of `subject`, or says how long to wait.
pub async fn take(db: &PgPool, rule: Rule, subject: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
    take_all(db, &[(rule, subject.to_owned())], now).await
}

/// Counts one attempt on all of these, the narrowest first, or on none: whoever is held up by what others do to the
/// widest does not use up his own share by asking again.
pub async fn take_all(db: &PgPool, counts: &[(Rule, String)], now: DateTime<Utc>) -> Result<(), Refusal> {
    let Counts { keys, everys, bursts } = Counts::of(counts);
    let wait = sqlx::query_scalar!("select take_throttles($1, $2, $3, $4)", &keys, &everys, &bursts, now)
        .fetch_one(db)
        .await?;
    taken(wait)
}

/// Counts as `take_throttles` wants them, for a statement that looks at something besides.
pub struct Counts {
    /// The hashed subjects.
    pub keys: Vec<Vec<u8>>,
    /// How long each takes to regain an attempt.
    pub everys: Vec<PgInterval>,
    /// How many attempts each has at once.
    pub bursts: Vec<i32>,
}

impl Counts {
    /// In the order in which they are taken.
    pub fn of(counts: &[(Rule, String)]) -> Self {
        let subjects = counts.iter().map(|(rule, subject)| (key(*rule, subject), interval(rule.every)));
        let (keys, everys) = subjects.unzip();
        Self { keys, everys, bursts: counts.iter().map(|(rule, _)| rule.burst).collect() }
    }
}

/// What the answer of `take_throttles` means.
pub fn taken(wait: Option<PgInterval>) -> Result<(), Refusal> {
    wait.map_or(Ok(()), |wait| Err(Refusal::Wait(span(&wait))))
}

/// Gives back what [`take_all`] took: what succeeded was no guess.
pub async fn give_back_all(db: &PgPool, counts: &[(Rule, String)]) -> Result<(), sqlx::Error> {
    give_back_counts(db, &Counts::of(counts)).await
}

/// The same of what another statement took.
pub async fn give_back_counts(db: &PgPool, counts: &Counts) -> Result<(), sqlx::Error> {
    let Counts { keys, everys, .. } = counts;
    sqlx::query!("select give_back_throttles($1, $2)", keys, everys).execute(db).await.map(drop)
}

/// Gives one attempt back.
pub async fn give_back(db: &PgPool, rule: Rule, subject: &str) -> Result<(), sqlx::Error> {
    give_back_all(db, &[(rule, subject.to_owned())]).await
}

/// How long until the allowance of `subject` is whole again.
pub async fn debt(
    db: &PgPool,
    rule: Rule,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<TimeDelta, sqlx::Error> {
    let full_again =
        sqlx::query_scalar!("select full_again from throttles where key = $1", key(rule, subject))
            .fetch_optional(db)
            .await?;
    Ok(full_again.map_or(TimeDelta::zero(), |full| (full - now).max(TimeDelta::zero())))
}

/// Whether one of these has no allowance left; counts nothing.
pub async fn is_any_used_up(
    db: &PgPool,
    counts: &[(Rule, String)],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let Counts { keys, everys, bursts } = Counts::of(counts);
    sqlx::query_scalar!(
        r#"select exists (
               select from unnest($1::bytea[], $2::interval[], $3::integer[]) as asked (key, every, burst)
               join throttles using (key)
               where full_again + every > $4::timestamptz + every * burst
           ) as "used_up!""#,
        &keys,
        &everys,
        &bursts,
        now,
    )
    .fetch_one(db)
    .await
}

/// Forgets subjects whose allowance is whole again.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from throttles where full_again < $1", now).execute(db).await.map(drop)
}

/// Hashed, so that the table holds no addresses.
fn key(rule: Rule, subject: &str) -> Vec<u8> {
    digest(&SHA256, format!("{}\0{subject}", rule.name).as_bytes()).as_ref().to_vec()
}

fn interval(span: TimeDelta) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: span.num_microseconds().unwrap_or(i64::MAX) }
}

/// PostgreSQL counts the days of a difference of two moments apart from its hours.
fn span(interval: &PgInterval) -> TimeDelta {
    TimeDelta::microseconds(interval.microseconds) + TimeDelta::days(interval.days.into())
}
