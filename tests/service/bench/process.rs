//! Vestibule as a process of its own, that can be killed. Its clock is the system's, its letters are files.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use vestibule::foundation::Clock;
use vestibule::sandbox::{Sandbox, SandboxOptions};

use super::database::Database;
use super::{Browser, client, shops};

/// A Vestibule that may be killed and started again, with everything around it that outlives it.
pub struct Process {
    pub sandbox: Sandbox,
    pub database: Database,
    folder: PathBuf,
    url: String,
    child: Child,
}

impl Process {
    /// Starts, and waits until it answers.
    pub async fn start() -> Self {
        let options = SandboxOptions { seed: shops::seed(), ..SandboxOptions::default() };
        let (sandbox, database) = tokio::join!(Sandbox::start(options), Database::fresh());
        let sandbox = sandbox.unwrap();
        let folder =
            std::env::temp_dir().join(format!("vestibule-process-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&folder).unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let url = format!("http://localhost:{}", free.port());
        let letters = folder.join("letters");
        let settings = shops::settings(&url, &sandbox)
            .replace("[server]", &format!("[server]\ndrain = \"60 s\"\nlisten = \"{free}\""))
            .replace("postgres://nobody@localhost/replaced", &database.url())
            .replace("\"memory\"", &format!("\"folder\"\nfolder = \"{}\"", letters.display()));
        std::fs::write(folder.join("vestibule.toml"), settings).unwrap();
        let child = spawn(&folder.join("vestibule.toml"));
        let process = Self { sandbox, database, folder, url, child };
        process.ready().await;
        process
    }

    /// Ends it without a warning: nothing of ours runs any more when this returns.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a service manager does.
    pub fn ask_to_stop(&self) {
        let id = Pid::from_child(&self.child);
        rustix::process::kill_process(id, Signal::TERM).unwrap();
    }

    /// Waits until it has ended by itself.
    pub fn end(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Starts it again, and waits until it answers.
    pub async fn restart(&mut self) {
        self.child = spawn(&self.folder.join("vestibule.toml"));
        self.ready().await;
    }

    /// A browser without any cookie.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url, Clock::System)
    }

    /// The code of the newest letter; waits until there are `letters` of them. One that was being carried when the
    /// process was killed is carried again when its lease of half a minute is over.
    pub async fn code(&self, letters: usize) -> String {
        code_in_letter(&self.folder.join("letters"), letters).await
    }

    /// The files of the letters.
    pub fn letters(&self) -> Vec<PathBuf> {
        letters_in(&self.folder.join("letters"))
    }

    async fn ready(&self) {
        until_ready(&self.url).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// The code of the newest of at least so many letters.
pub(super) async fn code_in_letter(folder: &Path, letters: usize) -> String {
    for _ in 0..1000 {
        let mut files = letters_in(folder);
        files.sort();
        if files.len() >= letters {
            let letter = std::fs::read_to_string(files.pop().unwrap()).unwrap();
            // One that is just being written has none yet.
            if let Some(subject) = letter.lines().find(|line| line.starts_with("Subject: ")) {
                return subject.chars().filter(char::is_ascii_digit).collect();
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no letter came");
}

fn letters_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(folder) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().path()).collect()
}

/// Waits until a node answers that it can serve.
pub(super) async fn until_ready(url: &str) {
    let address = format!("{url}/health/ready");
    for _ in 0..1200 {
        if client().get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not start");
}

pub(super) fn spawn(settings: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["serve", "--config"])
        .arg(settings)
        .env_clear()
        .env("VESTIBULE_LOG", "warn")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
