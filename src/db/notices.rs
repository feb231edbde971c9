//! What the database tells all nodes (LISTEN and NOTIFY on one channel).

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

/// The channel of the triggers in `migrations/0004_broker.sql`.
const CHANNEL: &str = "vestibule";

/// A connection that listens, and does nothing else.
pub struct Listener(PgListener);

/// Begins to listen, on a connection beside the pool's.
pub async fn listen(db: &PgPool) -> Result<Listener, sqlx::Error> {
    let options = (*db.connect_options()).clone();
    let alone = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(std::time::Duration::from_secs(2))
        .connect_lazy_with(options);
    let mut listener = PgListener::connect_with(&alone).await?;
    listener.listen(CHANNEL).await?;
    Ok(Listener(listener))
}

impl Listener {
    /// The next notice. An error means that some may have been missed.
    pub async fn next(&mut self) -> Result<String, sqlx::Error> {
        let notice = self.0.try_recv().await?;
        notice.map(|notice| notice.payload().to_owned()).ok_or(sqlx::Error::PoolClosed)
    }
}

/// Tells all nodes, this one included.
pub async fn tell(db: &PgPool, what: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, what).fetch_one(db).await.map(drop)
}
