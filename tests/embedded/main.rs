//! The embedded database against the PostgreSQL of this system: real clusters, real processes, real signals.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use vestibule::db::embedded::{EmbeddedError, EmbeddedOptions, EmbeddedPostgres};

/// Tells the re-executed test binary which directory to own.
const OWNED_DIRECTORY: &str = "EMBEDDED_TEST_DIRECTORY";

#[tokio::test]
async fn a_restart_keeps_the_data_and_is_quick() {
    let folder = Folder::new();
    let first = start(&folder).await;
    let mut connection = connect(&first).await;
    sqlx::query("CREATE TABLE kept AS SELECT 'grüezi' AS text").execute(&mut connection).await.unwrap();
    drop(connection);
    first.stop().await.unwrap();

    let began = Instant::now();
    let second = start(&folder).await;
    assert!(began.elapsed() < Duration::from_secs(5), "took {:?}", began.elapsed());
    let mut connection = connect(&second).await;
    let text: String = sqlx::query_scalar("SELECT text FROM kept").fetch_one(&mut connection).await.unwrap();
    assert_eq!(text, "grüezi");
}

#[tokio::test]
async fn the_cluster_speaks_utf8_compares_bytes_and_has_no_network_port() {
    let folder = Folder::new();
    let postgres = start(&folder).await;
    let mut connection = connect(&postgres).await;
    let facts: (String, String, String) = sqlx::query_as(
        "SELECT current_setting('server_encoding'), datcollate, current_setting('listen_addresses') \
         FROM pg_database WHERE datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(facts, ("UTF8".to_owned(), "C".to_owned(), String::new()));
}

#[tokio::test]
async fn a_second_owner_is_refused_and_the_first_goes_on() {
    let folder = Folder::new();
    let first = start(&folder).await;
    let second = EmbeddedPostgres::start(options(&folder.0)).await;
    let error = second.unwrap_err();
    assert!(matches!(error, EmbeddedError::InUse { .. }), "{error}");
    assert!(error.to_string().contains("another Vestibule uses this database directory"));
    connect(&first).await.ping().await.unwrap();
}

#[tokio::test]
async fn dropping_ends_the_server_and_frees_the_directory() {
    let folder = Folder::new();
    let postgres = start(&folder).await;
    let pid = folder.postmaster();
    drop(postgres);
    assert!(test_kill_process(pid).is_err(), "postgres still runs");
    start(&folder).await.stop().await.unwrap();
}

#[tokio::test]
async fn killing_the_owner_leaves_no_postgres_behind() {
    let folder = Folder::new();
    let mut owner = Owner::start(&folder);
    let pid = folder.postmaster();
    owner.kill();
    assert!(ends_within(pid, Duration::from_secs(10)), "postgres outlived its owner");
    start(&folder).await.stop().await.unwrap();
}

#[tokio::test]
async fn an_orphan_that_is_slow_to_end_is_waited_for() {
    let folder = Folder::new();
    let mut owner = Owner::start(&folder);
    let orphan = folder.postmaster();
    kill_process(orphan, Signal::STOP).unwrap();
    owner.kill();
    let next = tokio::spawn(EmbeddedPostgres::start(options(&folder.0)));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!next.is_finished(), "started beside an orphan");
    kill_process(orphan, Signal::CONT).unwrap();
    let next = next.await.unwrap().unwrap();
    assert_ne!(folder.postmaster(), orphan);
    connect(&next).await.ping().await.unwrap();
}

#[tokio::test]
async fn a_process_id_of_a_crashed_server_may_mean_another_program_today() {
    let folder = Folder::new();
    start(&folder).await.stop().await.unwrap();
    fs::write(folder.0.join("data/postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
    start(&folder).await.stop().await.unwrap();
}

#[tokio::test]
async fn a_postgres_that_somebody_else_started_is_left_alone() {
    let folder = Folder::new();
    start(&folder).await.stop().await.unwrap();
    let mut other = Command::new("bash").args(["-c", "exec -a postgres sleep 60"]).spawn().unwrap();
    // The name changes with the exec inside bash.
    let command_line = format!("/proc/{}/cmdline", other.id());
    while !fs::read_to_string(&command_line).unwrap().starts_with("postgres") {
        std::thread::yield_now();
    }
    fs::write(folder.0.join("data/postmaster.pid"), format!("{}\n", other.id())).unwrap();
    let error = EmbeddedPostgres::start(options(&folder.0)).await.unwrap_err();
    assert!(matches!(error, EmbeddedError::Foreign { .. }), "{error}");
    assert!(other.try_wait().unwrap().is_none(), "it was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[tokio::test]
async fn a_long_directory_has_its_socket_elsewhere() {
    let folder = Folder::new();
    let deep = folder.0.join("a long name, with a comma ".repeat(6));
    let postgres = EmbeddedPostgres::start(options(&deep)).await.unwrap();
    connect(&postgres).await.ping().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_of_another_major_version_is_named() {
    let folder = Folder::new();
    fs::create_dir_all(folder.0.join("data")).unwrap();
    fs::write(folder.0.join("data/PG_VERSION"), "11\n").unwrap();
    let error = EmbeddedPostgres::start(options(&folder.0)).await.unwrap_err();
    assert!(matches!(error, EmbeddedError::OtherVersion { made_by: 11, .. }), "{error}");
}

#[tokio::test]
async fn binaries_that_are_not_there_are_named() {
    let folder = Folder::new();
    let binaries = Some(PathBuf::from("/nonexistent/bin"));
    let error =
        EmbeddedPostgres::start(EmbeddedOptions { binaries, ..options(&folder.0) }).await.unwrap_err();
    assert!(error.to_string().contains("/nonexistent/bin: initdb and postgres"), "{error}");
}

/// Not a test of its own: the process that `Owner` starts, and that is killed.
#[tokio::test]
async fn owner_process() {
    let Some(directory) = std::env::var_os(OWNED_DIRECTORY) else { return };
    let _postgres = EmbeddedPostgres::start(options(Path::new(&directory))).await.unwrap();
    println!("\nready");
    std::future::pending::<()>().await;
}

fn options(directory: &Path) -> EmbeddedOptions {
    EmbeddedOptions { directory: directory.to_owned(), binaries: None, durable: false }
}

async fn start(folder: &Folder) -> EmbeddedPostgres {
    EmbeddedPostgres::start(options(&folder.0)).await.unwrap()
}

async fn connect(postgres: &EmbeddedPostgres) -> PgConnection {
    postgres.connect_options("postgres").connect().await.unwrap()
}

fn ends_within(pid: Pid, limit: Duration) -> bool {
    let began = Instant::now();
    while began.elapsed() < limit {
        if test_kill_process(pid).is_err() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// A directory of one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("embedded-test-{}", uuid::Uuid::now_v7().simple()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn postmaster(&self) -> Pid {
        let text = fs::read_to_string(self.0.join("data/postmaster.pid")).unwrap();
        Pid::from_raw(text.lines().next().unwrap().parse().unwrap()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// This test binary again, owning a database in a process of its own.
struct Owner(Child);

impl Owner {
    fn start(folder: &Folder) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "owner_process", "--nocapture"])
            .env(OWNED_DIRECTORY, &folder.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.map_while(Result::ok).any(|line| line == "ready");
        let owner = Self(child);
        assert!(ready, "the owner did not start");
        owner
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
