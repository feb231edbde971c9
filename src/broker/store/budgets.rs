//! The tables `budgets` and `token_calls`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::super::budget::{LONGEST_CALL, WINDOW};

/// A budget whose row is held.
pub struct Held {
    pub paused_until: Option<DateTime<Utc>>,
    pub strikes: i32,
}

/// The calls that still count.
pub struct Window(Vec<Call>);

#[derive(Clone)]
struct Call {
    purpose: String,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl Call {
    /// When Commerce Layer has forgotten it for sure.
    fn forgotten_at(&self) -> DateTime<Utc> {
        self.ended_at.unwrap_or(self.started_at + LONGEST_CALL) + WINDOW
    }
}

impl Window {
    /// When there is room for one more call within `allowed`; `None` where there is room now.
    pub fn room_at(&self, allowed: usize) -> Option<DateTime<Utc>> {
        let too_many = (self.0.len() + 1).checked_sub(allowed).filter(|count| *count > 0)?;
        let mut ends: Vec<_> = self.0.iter().map(Call::forgotten_at).collect();
        ends.sort_unstable();
        ends.get(too_many - 1).copied()
    }

    /// The calls for one purpose alone.
    pub fn of(&self, purpose: &str) -> Self {
        Self(self.0.iter().filter(|call| call.purpose == purpose).cloned().collect())
    }

    /// Whether a call is under way.
    pub fn is_somebody_calling(&self) -> bool {
        self.0.iter().any(|call| call.ended_at.is_none())
    }
}

/// Holds the budget's row to the end of the transaction; makes it where there is none.
pub async fn hold(tx: &mut PgConnection, name: &str) -> Result<Held, sqlx::Error> {
    loop {
        let held = sqlx::query_as!(
            Held,
            "select paused_until, strikes from budgets where name = $1 for update",
            name
        )
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(held) = held {
            return Ok(held);
        }
        sqlx::query!("insert into budgets (name) values ($1) on conflict do nothing", name)
            .execute(&mut *tx)
            .await?;
    }
}

pub async fn window(tx: &mut PgConnection, name: &str, now: DateTime<Utc>) -> Result<Window, sqlx::Error> {
    let calls = sqlx::query_as!(
        Call,
        "select purpose, started_at, ended_at from token_calls
         where budget = $1 and started_at > $2 and started_at < $3",
        name,
        now - LONGEST_CALL - WINDOW,
        // Later ones are from before a clock was set back, and would close the window until it is there again.
        now + LONGEST_CALL + WINDOW,
    )
    .fetch_all(tx)
    .await?;
    Ok(Window(calls.into_iter().filter(|call| call.forgotten_at() > now).collect()))
}

pub async fn write_down(
    tx: &mut PgConnection,
    id: Uuid,
    budget: &str,
    purpose: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into token_calls (id, budget, purpose, started_at) values ($1, $2, $3, $4)",
        id,
        budget,
        purpose,
        now
    )
    .execute(tx)
    .await
    .map(drop)
}

pub async fn ended(db: &PgPool, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update token_calls set ended_at = $2 where id = $1", id, now).execute(db).await.map(drop)
}

/// Nobody may call until `said` is over, or a pause that doubles with each strike; gives the strikes.
pub async fn pause(
    db: &PgPool,
    name: &str,
    now: DateTime<Utc>,
    said: Option<TimeDelta>,
    first: TimeDelta,
    longest: TimeDelta,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update budgets
           set strikes = least(strikes + 1, 10),
               paused_until = greatest(paused_until, $2::timestamptz + coalesce($3::float8,
                   least($4::float8 * power(2, least(strikes, 10)), $5::float8)) * interval '1 second')
           where name = $1 returning strikes"#,
        name,
        now,
        said.map(seconds),
        seconds(first),
        seconds(longest),
    )
    .fetch_one(db)
    .await
}

pub async fn got_through(db: &PgPool, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update budgets set strikes = 0, paused_until = null where name = $1 and strikes > 0", name)
        .execute(db)
        .await
        .map(drop)
}

pub async fn usage(
    db: &PgPool,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>), sqlx::Error> {
    let row = sqlx::query!(
        r#"select paused_until,
                  (select count(*) from token_calls
                   where budget = name and coalesce(ended_at, started_at + make_interval(secs => $3)) > $2) as "calls!"
           from budgets where name = $1"#,
        name,
        now - WINDOW,
        seconds(LONGEST_CALL),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map_or((0, None), |row| (row.calls, row.paused_until)))
}

/// Calls are kept somewhat longer than they count, for who looks at the ledger.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let before = now - TimeDelta::minutes(10);
    sqlx::query!("delete from token_calls where started_at < $1", before).execute(db).await?;
    // Shoppers come and go; a budget that somebody holds is left to the next time.
    sqlx::query!(
        "delete from budgets where name in
             (select name from budgets
              where (paused_until is null or paused_until < $1)
                and not exists (select from token_calls where budget = name)
              limit 1000 for update skip locked)",
        before
    )
    .execute(db)
    .await
    .map(drop)
}

#[expect(clippy::cast_precision_loss, reason = "spans of minutes")]
fn seconds(span: TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn window(calls: &[(i64, Option<i64>)]) -> Window {
        let call = |(start, end): &(i64, Option<i64>)| Call {
            purpose: "guest".to_owned(),
            started_at: at(*start),
            ended_at: end.map(at),
        };
        Window(calls.iter().map(call).collect())
    }

    #[test]
    fn a_call_counts_until_a_minute_after_its_end_and_an_open_one_as_long_as_it_could_take() {
        let window = window(&[(0, Some(5)), (1, Some(2)), (3, None)]);
        assert_eq!(window.room_at(4), None);
        assert_eq!(window.room_at(3), Some(at(2) + WINDOW), "the first to be forgotten makes room");
        assert_eq!(window.room_at(2), Some(at(5) + WINDOW));
        assert_eq!(window.room_at(1), Some(at(3) + LONGEST_CALL + WINDOW));
        assert!(window.is_somebody_calling());
    }
}
