//! The embedded database against the PostgreSQL of this system: real clusters, real processes, real signals.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, test_kill_process};
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
    assert!(!lives(pid), "postgres still runs");
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
async fn a_server_whose_owner_is_gone_is_ended_before_the_next_starts() {
    let folder = Folder::new();
    start(&folder).await.stop().await.unwrap();
    let mut orphan = folder.start_orphan();
    let next = start(&folder).await;
    assert!(orphan.try_wait().unwrap().is_some(), "it still runs");
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
async fn a_broken_installation_on_the_path_is_passed_over() {
    let (folder, broken) = (Folder::new(), Folder::new());
    for (name, script) in [("postgres", "echo 'postgres (PostgreSQL) 15.0'"), ("initdb", "exit 1")] {
        let program = broken.0.join(name);
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", broken.0.display(), std::env::var("PATH").unwrap());
    let _owner = Owner::start_with(&folder, &path);
    assert!(lives(folder.postmaster()));
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

/// A process that ended, and that nobody waited for, has no command line any more.
fn lives(pid: Pid) -> bool {
    let command_line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero()));
    test_kill_process(pid).is_ok() && command_line.map_or(true, |line| !line.is_empty())
}

fn ends_within(pid: Pid, limit: Duration) -> bool {
    let began = Instant::now();
    while began.elapsed() < limit {
        if !lives(pid) {
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

    /// The last server again, with the same command line, but tied to nobody.
    fn start_orphan(&self) -> Child {
        let data = self.0.join("data");
        let owner = fs::metadata(&data).unwrap();
        let command_line = fs::read_to_string(data.join("postmaster.opts")).unwrap();
        let orphan = Command::new("sh")
            .args(["-c", &format!("exec {command_line}")])
            .uid(owner.uid())
            .gid(owner.gid())
            .current_dir(&data)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while !self.0.join("socket/.s.PGSQL.5432").exists() {
            assert!(began.elapsed() < Duration::from_secs(20), "the orphan did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        orphan
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
        Self::start_with(folder, &std::env::var("PATH").unwrap())
    }

    fn start_with(folder: &Folder, path: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "owner_process", "--nocapture"])
            .env(OWNED_DIRECTORY, &folder.0)
            .env("PATH", path)
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
