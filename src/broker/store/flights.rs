//! The table `flights`.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::super::flight::FlightKey;
use crate::commerce_layer::CommerceLayerError;

/// Who may fly.
pub enum Lease {
    /// The asker.
    Mine,
    /// Somebody else is flying.
    Theirs,
    /// Nobody, for a while: this is why.
    Resting(CommerceLayerError),
}

pub async fn take_off(
    db: &PgPool,
    key: &FlightKey,
    me: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Lease, sqlx::Error> {
    let taken = sqlx::query!(
        "insert into flights as f (key, leader, until) values ($1, $2, $4)
         on conflict (key) do update set leader = $2, until = $4, failed_at = null, rest_until = null
         where f.until <= $3 and coalesce(f.rest_until <= $3, true)",
        key,
        me,
        now,
        until,
    );
    if taken.execute(db).await?.rows_affected() == 1 {
        return Ok(Lease::Mine);
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

/// Why the last flight brought nothing, if it ended since then and nobody has taken off again.
pub async fn failed_since(
    db: &PgPool,
    key: &FlightKey,
    since: DateTime<Utc>,
) -> Result<Option<CommerceLayerError>, sqlx::Error> {
    let problem =
        sqlx::query_scalar!("select problem from flights where key = $1 and failed_at >= $2", key, since);
    Ok(problem.fetch_optional(db).await?.flatten().map(|problem| read(&problem)))
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
