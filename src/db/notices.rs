//! What the database tells all nodes (LISTEN and NOTIFY on one channel).

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

/// The channel of the triggers in `migrations/0004_broker.sql`.
const CHANNEL: &str = "vestibule";

/// A connection that listens and does nothing else, and one to speak on.
pub struct Listener {
    ears: PgListener,
    mouth: PgPool,
}

/// Begins to listen, on connections beside the pool's: a crowd that waits for those must not make a node deaf.
pub async fn listen(db: &PgPool) -> Result<Listener, sqlx::Error> {
    let mut ears = PgListener::connect_with(&of_one(db)).await?;
    // Whoever reconnects by himself does not tell for how long he heard nothing.
    ears.eager_reconnect(false);
    ears.listen(CHANNEL).await?;
    Ok(Listener { ears, mouth: of_one(db) })
}

fn of_one(db: &PgPool) -> PgPool {
    let options = (*db.connect_options()).clone();
    let one = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(2));
    one.connect_lazy_with(options)
}

impl Listener {
    /// The next notice. An error means that some may have been missed.
    pub async fn next(&mut self) -> Result<String, sqlx::Error> {
        let notice = self.ears.try_recv().await?;
        notice.map(|notice| notice.payload().to_owned()).ok_or(sqlx::Error::PoolClosed)
    }

    /// Tells all nodes, this one included.
    pub async fn tell(&self, what: &str) -> Result<(), sqlx::Error> {
        sqlx::query!("select pg_notify($1, $2)", CHANNEL, what).fetch_one(&self.mouth).await.map(drop)
    }
}
