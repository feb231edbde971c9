//! Two nodes on one database, under load: processes of their own that are killed, stopped and started, a PostgreSQL
//! that restarts, a Commerce Layer that is away for an hour. Shoppers go on all the while, and every one with a valid
//! token is served.

mod database;
mod leader;
mod mints;
mod outage;
mod restarts;

use serde_json::Value;
use sqlx::PgConnection;

use crate::bench::{Browser, Cluster, Database, Load, web};

const USA: &str = "market:code:usa";
const EUROPE: &str = "market:code:europe";
const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const GUEST: &str = "client_credentials";
const REFRESH: &str = "refresh_token";

/// Somebody who is signed in, and the customer he is.
type Customer = (Browser, Value);

/// Two nodes on a database of their own.
async fn two_nodes() -> (Database, Cluster) {
    let database = Database::fresh().await;
    let cluster = Cluster::start(&database.url()).await;
    (database, cluster)
}

/// Signs people up, without asking for a token yet.
async fn customers<const N: usize>(cluster: &mut Cluster) -> [Customer; N] {
    let mut made = Vec::new();
    for number in 0..N {
        let email = format!("c{number}@example.com");
        let browser = cluster.customer(&web(), &email).await;
        until("the customer is made", async || cluster.sandbox.customer("acme", &email).is_some()).await;
        made.push((browser, cluster.sandbox.customer("acme", &email).unwrap().id.into()));
    }
    made.try_into().unwrap_or_else(|_| panic!("as many as were made"))
}

/// These customers and four guests at both nodes.
fn shoppers(cluster: &Cluster, customers: &[Customer], scope: &'static str) -> Load {
    let customers = customers.iter().map(|(browser, id)| (browser.clone(), scope, id.clone()));
    let guests = (0..4).map(|_| (cluster.browser(), scope, Value::Null));
    Load::begin(cluster.ports, customers.chain(guests))
}

async fn count(connection: &mut PgConnection, rows: &'static str) -> i64 {
    let statement = sqlx::AssertSqlSafe(format!("select count(*) from {rows}"));
    sqlx::query_scalar(statement).fetch_one(connection).await.unwrap()
}

/// Makes every token of these tables look as if it were due now and had so much life left, at all nodes.
async fn age(connection: &mut PgConnection, tables: &[&'static str], left: &'static str) {
    for table in tables {
        let aged = format!(
            "update {table} set renew_at = now() - interval '1 second', expires_at = now() + interval '{left}'"
        );
        sqlx::query(sqlx::AssertSqlSafe(aged)).execute(&mut *connection).await.unwrap();
    }
    sqlx::query("select pg_notify('vestibule', 'everything')").execute(connection).await.unwrap();
}

/// Waits, with patience for a slow machine.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..1200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("not within thirty seconds: {what}");
}
