//! Floor 4: counting attempts and saying "wait". One row a subject, shared by all nodes; taking and counting
//! are one statement, so that two hundred parallel attempts count as two hundred.
//!
//! The generic cell rate algorithm: a row keeps the moment at which the allowance is whole again. Nobody is
//! ever locked: an allowance flows back, and refused attempts do not push it away (catalogue E07). A moment that
//! lies beyond any allowance was written before the clock was set back: it counts as one attempt left.

mod rules;

pub use rules::*;

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

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
    let key = key(rule, subject);
    let whole = rule.every * rule.burst;
    let taken = sqlx::query_scalar!(
        r#"insert into throttles as t (key, full_again) values ($1, $2::timestamptz + $3::interval)
           on conflict (key) do update
           set full_again = case when t.full_again > $4 then $4 else greatest(t.full_again, $2) + $3 end
           where t.full_again > $4 or greatest(t.full_again, $2) + $3 <= $4
           returning full_again"#,
        &key,
        now,
        interval(rule.every),
        now + whole,
    )
    .fetch_optional(db)
    .await?;
    if taken.is_some() {
        return Ok(());
    }
    let full_again = sqlx::query_scalar!("select full_again from throttles where key = $1", &key)
        .fetch_optional(db)
        .await?
        .unwrap_or(now);
    Err(Refusal::Wait((full_again + rule.every - (now + whole)).max(TimeDelta::seconds(1))))
}

/// Counts one attempt on all of these, the narrowest first, or on none: whoever is held up by what others do to the
/// widest does not use up his own share by asking again.
pub async fn take_all(db: &PgPool, counts: &[(Rule, String)], now: DateTime<Utc>) -> Result<(), Refusal> {
    for (index, (rule, subject)) in counts.iter().enumerate() {
        if let Err(refusal) = take(db, *rule, subject, now).await {
            give_back_all(db, &counts[..index]).await?;
            return Err(refusal);
        }
    }
    Ok(())
}

/// Gives back what [`take_all`] took.
pub async fn give_back_all(db: &PgPool, counts: &[(Rule, String)]) -> Result<(), sqlx::Error> {
    for (rule, subject) in counts {
        give_back(db, *rule, subject).await?;
    }
    Ok(())
}

/// Gives one attempt back: what succeeded was no guess.
pub async fn give_back(db: &PgPool, rule: Rule, subject: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update throttles set full_again = full_again - $2::interval where key = $1",
        &key(rule, subject),
        interval(rule.every),
    )
    .execute(db)
    .await
    .map(drop)
}

/// Forgets subjects whose allowance is whole again.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from throttles where full_again < $1", now).execute(db).await.map(drop)
}

/// The subject that a network address stands for: an IPv6 customer has a whole /64 to write from.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Hashed, so that the table holds no addresses.
fn key(rule: Rule, subject: &str) -> Vec<u8> {
    digest(&SHA256, format!("{}\0{subject}", rule.name).as_bytes()).as_ref().to_vec()
}

fn interval(span: TimeDelta) -> sqlx::postgres::types::PgInterval {
    sqlx::postgres::types::PgInterval {
        months: 0,
        days: 0,
        microseconds: span.num_microseconds().unwrap_or(i64::MAX),
    }
}
