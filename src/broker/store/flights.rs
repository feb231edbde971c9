//! The table `flights`.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::super::flight::FlightKey;
use crate::commerce_layer::CommerceLayerError;

/// Who may fly.
pub enum Lease {
    /// The asker; `failed` is why the flight before brought nothing, if it has just ended.
    Mine { failed: Option<CommerceLayerError> },
    /// Somebody else is flying.
    Theirs,
    /// Nobody, for a while: this is why.
    Resting(CommerceLayerError),
}

/// A failure is news to those who waited only for so long.
const NEWS: TimeDelta = TimeDelta::seconds(3);

pub async fn take_off(
    db: &PgPool,
    key: &FlightKey,
    me: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Lease, sqlx::Error> {
    let taken = sqlx::query!(
        r#"with before as (select failed_at, problem from flights where key = $1)
           insert into flights as f (key, leader, until) values ($1, $2, $4)
           on conflict (key) do update set leader = $2, until = $4, rest_until = null
           where f.until <= $3 and coalesce(f.rest_until <= $3, true)
           returning (select failed_at from before) as failed_at, (select problem from before) as problem"#,
        key,
        me,
        now,
        until,
    )
    .fetch_optional(db)
    .await?;
    if let Some(taken) = taken {
        let fresh = taken.failed_at.is_some_and(|at| now - at < NEWS);
        return Ok(Lease::Mine { failed: taken.problem.filter(|_| fresh).map(|text| read(&text)) });
    }
    let row = sqlx::query!("select rest_until, problem from flights where key = $1", key)
        .fetch_optional(db)
        .await?;
    let resting = row.and_then(|row| Some((row.rest_until.filter(|until| *until > now)?, row.problem?)));
    Ok(match resting {
        Some((until, problem)) => Lease::Resting(with_wait(read(&problem), until - now)),
        None => Lease::Theirs,
    })
}

pub async fn prolong(
    db: &PgPool,
    key: &FlightKey,
    me: Uuid,
    until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update flights set until = $3 where key = $1 and leader = $2", key, me, until)
        .execute(db)
        .await
        .map(drop)
}

pub async fn land(db: &PgPool, key: &FlightKey, me: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from flights where key = $1 and leader = $2", key, me).execute(db).await.map(drop)
}

/// Ends a lease of which nothing came, and leaves what is known of the flight before.
pub async fn give_way(db: &PgPool, key: &FlightKey, me: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update flights set until = $3 where key = $1 and leader = $2", key, me, now)
        .execute(db)
        .await
        .map(drop)
}

pub async fn crash(
    db: &PgPool,
    key: &FlightKey,
    me: Uuid,
    now: DateTime<Utc>,
    rest_until: Option<DateTime<Utc>>,
    problem: Option<&CommerceLayerError>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update flights set until = $3, failed_at = $3, rest_until = $4, problem = $5
         where key = $1 and leader = $2",
        key,
        me,
        now,
        rest_until,
        problem.map(written),
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let before = now - TimeDelta::hours(1);
    sqlx::query!("delete from flights where until < $1 and coalesce(rest_until < $1, true)", before)
        .execute(db)
        .await
        .map(drop)
}

/// The kind of a problem, for the other nodes; its words stay here.
fn written(problem: &CommerceLayerError) -> String {
    match problem {
        CommerceLayerError::ClientRefused => "client_refused".to_owned(),
        CommerceLayerError::GrantRefused(_) => "grant_refused".to_owned(),
        CommerceLayerError::ScopeRefused => "scope_refused".to_owned(),
        CommerceLayerError::BudgetSpent { retry_after } => {
            format!("budget_spent {}", retry_after.map_or(0, |wait| wait.as_secs()))
        }
        CommerceLayerError::Untrusted(_) => "untrusted".to_owned(),
        _ => "unreachable".to_owned(),
    }
}

fn read(text: &str) -> CommerceLayerError {
    let (kind, wait) = text.split_once(' ').unwrap_or((text, ""));
    match kind {
        "client_refused" => CommerceLayerError::ClientRefused,
        "grant_refused" => CommerceLayerError::GrantRefused("a moment ago".to_owned()),
        "scope_refused" => CommerceLayerError::ScopeRefused,
        "budget_spent" => {
            let seconds = wait.parse().ok().filter(|seconds| *seconds > 0);
            CommerceLayerError::BudgetSpent { retry_after: seconds.map(Duration::from_secs) }
        }
        "untrusted" => CommerceLayerError::Untrusted("token, a moment ago"),
        _ => CommerceLayerError::Unreachable("asked in vain a moment ago".to_owned()),
    }
}

/// A wait that was said at first is shorter by now.
fn with_wait(problem: CommerceLayerError, left: TimeDelta) -> CommerceLayerError {
    match problem {
        CommerceLayerError::BudgetSpent { .. } => {
            CommerceLayerError::BudgetSpent { retry_after: left.to_std().ok() }
        }
        problem => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_node_hears_what_kind_of_problem_it_was() {
        let wait = Some(Duration::from_secs(42));
        for problem in [
            CommerceLayerError::ClientRefused,
            CommerceLayerError::ScopeRefused,
            CommerceLayerError::BudgetSpent { retry_after: wait },
            CommerceLayerError::BudgetSpent { retry_after: None },
        ] {
            assert_eq!(read(&written(&problem)), problem);
        }
        for other in [CommerceLayerError::NotFound, CommerceLayerError::Unreachable("with words".into())] {
            assert!(matches!(read(&written(&other)), CommerceLayerError::Unreachable(_)));
        }
    }
}
