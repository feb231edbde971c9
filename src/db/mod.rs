//! Floor 2: the way to Postgres: pool, migrations, named constraints, and the embedded database of development.
//!
//! Works behind a pooler in transaction mode: no session-level locks and no session settings; work is claimed
//! by leases in rows.

pub mod embedded;
pub mod notices;

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgPool};

/// The migrations that belong to this build.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// A connection that was used so recently is used again without asking whether it still stands: under load, where
/// it comes back within milliseconds, that question is a round trip before every statement. No longer, because the
/// jobs use many connections every other second, and all of those would be believed in after a database restart.
const TRUSTED_FOR: Duration = Duration::from_millis(50);

/// A pool of at most `connections`, each opened when it is first needed.
pub fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire(false)
        .before_acquire(|connection, life| {
            Box::pin(async move {
                if life.idle_for > TRUSTED_FOR {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// Applies what is missing.
///
/// The nodes of a cluster that start together must not migrate at once. The usual session lock would never be
/// released behind a pooler in transaction mode, so the lock belongs to a transaction that stays open meanwhile.
pub async fn migrate(db: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    const LOCK: i64 = 0x7665_7374_6962_756c;
    let mut turn = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *turn).await?;
    let mut migrations = sqlx::migrate!();
    migrations.set_locking(false);
    migrations.run(db).await?;
    Ok(turn.commit().await?)
}

/// True when every migration of this build, and none from a newer one, has been applied.
pub async fn is_migrated(db: &PgPool) -> Result<bool, sqlx::Error> {
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations where success order by version")
            .fetch_all(db)
            .await?;
    Ok(applied.iter().copied().eq(MIGRATIONS.iter().map(|migration| migration.version)))
}

/// True when `error` says that the database cannot be asked now, whatever is asked: it cannot be reached, it starts or
/// stops, it has no connection left, or a standby has taken its place that does not write yet.
pub fn is_away(error: &sqlx::Error) -> bool {
    use sqlx::Error;

    match error {
        Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        Error::Database(refused) => refused.code().is_some_and(|code| {
            // Operator intervention, insufficient connections, connection exceptions, read-only transaction.
            code.starts_with("57P") || code.starts_with("08") || ["53300", "25006"].contains(&&*code)
        }),
        _ => false,
    }
}

/// True when `error` says that nothing answers at the database's address: then nobody else is likely to reach it.
pub fn is_out_of_reach(error: &sqlx::Error) -> bool {
    is_away(error)
        && error
            .as_database_error()
            .is_none_or(|refused| refused.code().is_some_and(|code| code.starts_with("57P")))
}

/// True when `error` is the violation of this named constraint: the database's unique index is the truth, and
/// the one insert that can break it turns the violation into words.
pub fn violates(error: &sqlx::Error, constraint: &str) -> bool {
    error.as_database_error().and_then(|error| error.constraint()) == Some(constraint)
}
