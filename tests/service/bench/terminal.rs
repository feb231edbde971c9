//! An operator at a terminal: Vestibule's commands, with a settings file, and with nothing running but the services
//! of others that it names. Their clock is the system's, as that of the command.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use vestibule::foundation::Clock;
use vestibule::sandbox::upstream::{
    ClientRegistration, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Upstream, UpstreamOptions,
};
use vestibule::sandbox::{Sandbox, SandboxOptions};

use super::{TestApp, shops};

const PUBLIC_URL: &str = "https://login.acme.example";

/// The terminal, and what the settings name.
pub struct Terminal {
    pub sandbox: Sandbox,
    pub upstream: Upstream,
    folder: PathBuf,
}

/// What a command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Terminal {
    /// With the provider `example` in the settings.
    pub async fn new() -> Self {
        let registration = ClientRegistration::of_vestibule("example", PUBLIC_URL);
        let options = SandboxOptions { seed: shops::seed(), ..SandboxOptions::default() };
        let (sandbox, upstream) = tokio::join!(
            Sandbox::start(options),
            Upstream::start(UpstreamOptions::with_client(registration))
        );
        let folder = new_folder();
        Self { sandbox: sandbox.unwrap(), upstream: upstream.unwrap(), folder }
    }

    /// The settings file as an operator would have written it.
    pub fn settings(&self) -> String {
        let provider = format!(
            "\n[[providers]]\nid = \"example\"\nlabel = \"Example ID\"\nissuer = {:?}\n\
             client_id = {DEMO_CLIENT_ID:?}\nclient_secret = {DEMO_CLIENT_SECRET:?}\nprivate_addresses = true\n\
             trust_email = true\nlogout = \"rp_initiated\"\n",
            self.upstream.issuer(),
        );
        shops::settings(PUBLIC_URL, &self.sandbox) + &provider
    }

    /// `vestibule <arguments> --config <the settings>`
    pub async fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&self.settings(), arguments).await
    }

    /// The same with other settings. No answer holds a secret, whatever they are.
    pub async fn run_with(&self, settings: &str, arguments: &[&str]) -> Said {
        run_in(&self.folder, settings, arguments).await
    }
}

/// Runs a command with these settings, which are written into `folder`.
async fn run_in(folder: &Path, settings: &str, arguments: &[&str]) -> Said {
    let file = folder.join("vestibule.toml");
    std::fs::write(&file, settings).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(arguments)
        .arg("--config")
        .arg(&file)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let said =
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
    for secret in ["-secret-0", DEMO_CLIENT_SECRET, "AAECAwQFBgcICQoL"] {
        assert!(!said.out.contains(secret) && !said.err.contains(secret), "{}", said.out);
    }
    said
}

impl TestApp {
    /// An operator of this service types `vestibule <arguments>`. The clock of the command is the system's, and so is that
    /// of the service from then on.
    pub async fn operate(&self, arguments: &[&str]) -> Said {
        let folder = new_folder();
        let settings = shops::settings(self.url(), &self.sandbox)
            .replace("postgres://nobody@localhost/replaced", &self.database_url());
        let said = run_in(&folder, &settings, arguments).await;
        drop(std::fs::remove_dir_all(&folder));
        self.pass(Clock::System.now() - self.now());
        said
    }
}

impl Said {
    /// What it said to a program.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("vestibule-terminal-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).unwrap();
    folder
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
