//! One PostgreSQL for the whole run, one database for each test, cloned from a migrated template. The cluster
//! dies with the process; its directory is used again by the next run, which saves making it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, OnceCell};
use url::form_urlencoded;
use vestibule::db;
use vestibule::db::embedded::{EmbeddedError, EmbeddedOptions, EmbeddedPostgres};

const TEMPLATE: &str = "template_of_tests";

/// Runs at the same time on one machine.
const MOST_RUNS: usize = 16;

static CLUSTER: OnceCell<EmbeddedPostgres> = OnceCell::const_new();
static CLONING: Mutex<()> = Mutex::const_new(());
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A runtime that outlives every test: servers run on it, and what is left of a test is cleaned up on it.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap())
}

/// A database of one test, dropped with it.
pub struct Database {
    name: String,
    pub options: PgConnectOptions,
}

impl Database {
    /// A migrated, empty database.
    pub async fn fresh() -> Self {
        runtime().spawn(clone()).await.unwrap()
    }

    /// The address for another process.
    pub fn url(&self) -> String {
        let socket = self.options.get_socket().unwrap().display().to_string();
        let parameters = [("host", &*socket), ("port", "5432"), ("sslmode", "disable")];
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("postgres://{}@localhost/{}?{query}", self.options.get_username(), self.name)
    }

    /// A connection past any service.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect_with(&self.options).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop_it = format!("drop database if exists {} with (force)", self.name);
        runtime().spawn(async move { run(&drop_it).await });
    }
}

async fn clone() -> Database {
    let cluster = cluster().await;
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::SeqCst));
    let turn = CLONING.lock().await;
    run(&format!("create database {name} template {TEMPLATE}")).await;
    drop(turn);
    Database { options: cluster.connect_options(&name), name }
}

async fn cluster() -> &'static EmbeddedPostgres {
    CLUSTER.get_or_init(start).await
}

async fn start() -> EmbeddedPostgres {
    let (cluster, _) = free_cluster("service").await;
    let mut connection = PgConnection::connect_with(&cluster.connect_options("postgres")).await.unwrap();
    let left = "select datname from pg_database where datname like 'test\\_%' or datname = $1";
    let left: Vec<String> = sqlx::query_scalar(left).bind(TEMPLATE).fetch_all(&mut connection).await.unwrap();
    let drops = left.iter().map(|name| format!("drop database {name} with (force)"));
    for statement in drops.chain([format!("create database {TEMPLATE}")]) {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    }
    let pool = db::pool(cluster.connect_options(TEMPLATE), 2);
    db::migrate(&pool).await.unwrap();
    pool.close().await;
    cluster
}

/// A cluster that no other run uses, and where it lives.
pub(super) async fn free_cluster(what: &str) -> (EmbeddedPostgres, PathBuf) {
    for number in 0..MOST_RUNS {
        let directory = quick_place().join(format!("vestibule-{what}-tests-{number}"));
        match start_in(&directory).await {
            Ok(cluster) => return (cluster, directory),
            Err(EmbeddedError::InUse { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("{MOST_RUNS} clusters are in use already");
}

pub(super) async fn start_in(directory: &Path) -> Result<EmbeddedPostgres, EmbeddedError> {
    let directory = directory.to_owned();
    EmbeddedPostgres::start(EmbeddedOptions { directory, binaries: None, durable: false }).await
}

/// In memory where there is plenty: a clone takes 20 ms there, and a third of a second on some disks.
fn quick_place() -> PathBuf {
    const PLENTY: u64 = 1 << 30;
    let memory = Path::new("/dev/shm");
    let free = rustix::fs::statvfs(memory).map(|stat| stat.f_bavail * stat.f_frsize);
    if free.is_ok_and(|free| free > PLENTY) { memory.to_owned() } else { std::env::temp_dir() }
}

async fn run(statement: &str) {
    let cluster = cluster().await;
    let mut connection = PgConnection::connect_with(&cluster.connect_options("postgres")).await.unwrap();
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
}
