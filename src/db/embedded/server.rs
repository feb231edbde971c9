//! One cluster's life: `initdb` once, `postgres` until told to end.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::binaries::Installation;
use super::home::Home;
use super::{EmbeddedError, ROLE, probe, process};

/// Stands in the command line of every server of ours, so that an orphan is told from somebody else's server.
pub(super) const MARK: &str = "cluster_name=vestibule-embedded";

/// Long enough for the recovery of a large development database after a crash.
const START_LIMIT: Duration = Duration::from_mins(1);

/// How long each way of ending may take before the next, harsher one: fast, immediate, killed.
const END_LIMITS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(15)),
    (Signal::QUIT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// A running `postgres` and the directory it owns.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    home: Home,
    /// Keeps the thread alive that started the process; see the head of the parent module.
    _lifeline: mpsc::Sender<()>,
}

impl Server {
    /// Takes charge of a process that is ready.
    pub(super) fn new(process: Child, home: Home, lifeline: mpsc::Sender<()>) -> Self {
        Self { process, home, _lifeline: lifeline }
    }

    /// The directory of the unix socket.
    pub(super) fn socket_directory(&self) -> &Path {
        self.home.sockets()
    }

    /// Ends the server and waits for it; a second call does nothing.
    pub(super) fn end(&mut self) -> Result<(), EmbeddedError> {
        end(&mut self.process).map_err(|source| EmbeddedError::io("stop", source))?;
        if !self.home.sockets().starts_with(self.home.root()) {
            // Left in /tmp it would only be untidy: the next start uses it again.
            drop(fs::remove_dir(self.home.sockets()));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(%error, "the embedded database did not end in good order");
        }
    }
}

/// Makes the cluster where there is none. It is made beside its place and moved there when complete, so that
/// an interrupted `initdb` leaves nothing that looks like a cluster.
pub(super) fn initialize(home: &Home, with: &Installation, durable: bool) -> Result<(), EmbeddedError> {
    let (data, half_made) = (home.data(), home.root().join("data.new"));
    if data.exists() {
        return Ok(());
    }
    let cannot = |source| EmbeddedError::io(format!("make {}", data.display()), source);
    match fs::remove_dir_all(&half_made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    let mut initdb = process::command(&with.program("initdb"), home);
    initdb.arg("--pgdata").arg(&half_made).args(["--username", ROLE, "--auth", "trust"]);
    initdb.args(["--encoding", "UTF8", "--locale", "C", "--no-instructions"]);
    if !durable {
        initdb.arg("--no-sync");
    }
    let output = initdb.stdin(Stdio::null()).output().map_err(cannot)?;
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr);
        return Err(EmbeddedError::Initdb { output: last_lines(&output) });
    }
    fs::rename(&half_made, &data).map_err(cannot)
}

/// Starts `postgres` and waits until it answers.
pub(super) fn start(home: &Home, with: &Installation, durable: bool) -> Result<Child, EmbeddedError> {
    let cannot = |source| EmbeddedError::io("start postgres", source);
    let log = File::create(home.log()).map_err(cannot)?;
    let mut postgres = process::command(&with.program("postgres"), home);
    postgres.arg("-D").arg(home.data()).arg("-k").arg(home.sockets());
    settings(&mut postgres, durable);
    let stderr = log.try_clone().map_err(cannot)?;
    let mut child = postgres.stdin(Stdio::null()).stdout(log).stderr(stderr).spawn().map_err(cannot)?;
    match wait_until_ready(&mut child, home) {
        Ok(()) => Ok(child),
        Err(what) => {
            end(&mut child).map_err(cannot)?;
            let log = fs::read_to_string(home.log()).unwrap_or_default();
            Err(EmbeddedError::NotReady { what, log: last_lines(&log) })
        }
    }
}

/// No network, little memory, and room for the connections of many tests.
fn settings(postgres: &mut Command, durable: bool) {
    let always = [
        MARK,
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "max_connections=200",
        "shared_buffers=32MB",
        "logging_collector=off",
        "log_destination=stderr",
    ];
    let for_tests = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
    let for_tests = for_tests.iter().filter(|_| !durable);
    for setting in always.iter().chain(for_tests) {
        postgres.arg("-c").arg(setting);
    }
}

fn wait_until_ready(child: &mut Child, home: &Home) -> Result<(), &'static str> {
    let began = Instant::now();
    while began.elapsed() < START_LIMIT {
        if !matches!(child.try_wait(), Ok(None)) {
            return Err("ended while starting");
        }
        if probe::answers(home.sockets()) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(10));
    }
    Err("did not answer within a minute")
}

/// Ends a child with growing insistence. Safe against a reused process id: it stays ours until waited for.
fn end(child: &mut Child) -> io::Result<()> {
    for (signal, limit) in END_LIMITS {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        kill_process(Pid::from_child(child), signal)?;
        let began = Instant::now();
        while began.elapsed() < limit {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
    Err(io::Error::from(io::ErrorKind::TimedOut))
}

/// The end of a log, for an error.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(6)..].join("\n")
}
