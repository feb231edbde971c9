//! Two nodes of one Vestibule, each a process of its own, on one database and behind one public address, as a load
//! balancer would have them. Their clock is the system's, their letters are files.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Child;

use reqwest::{Method, StatusCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use vestibule::foundation::Clock;
use vestibule::sandbox::{AuthCall, Sandbox, SandboxOptions};

use super::process::{code_in_letter, spawn, until_ready};
use super::{Answer, Browser, Link, WEB, client, shops};

const SHOP: &str = "https://shop.acme.example";

/// The two nodes, and Commerce Layer.
pub struct Cluster {
    pub sandbox: Sandbox,
    pub ports: [u16; 2],
    metrics: [u16; 2],
    children: [Option<Child>; 2],
    folder: PathBuf,
    letters: usize,
}

impl Cluster {
    /// Starts both on this database, and waits until they answer.
    pub async fn start(database: &str) -> Self {
        let options = SandboxOptions { seed: shops::seed(), ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let name = format!("vestibule-cluster-{}", uuid::Uuid::now_v7().simple());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        let [first, second, third, fourth] = free_ports();
        let (ports, metrics) = ([first, second], [third, fourth]);
        let mut cluster = Self { sandbox, ports, metrics, children: [None, None], folder, letters: 0 };
        for node in [0, 1] {
            cluster.write_settings(node, database);
            cluster.begin(node);
        }
        for node in [0, 1] {
            until_ready(&cluster.address(node)).await;
        }
        cluster
    }

    /// Ends a node without a warning.
    pub fn kill(&mut self, node: usize) {
        let mut child = self.children[node].take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Asks a node to stop, and waits until it has.
    pub async fn stop(&mut self, node: usize) {
        let mut child = self.children[node].take().unwrap();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        let status = tokio::task::spawn_blocking(move || child.wait()).await.unwrap().unwrap();
        assert!(status.success(), "it stops in good order: {status}");
    }

    /// Starts a node again, and waits until it answers.
    pub async fn restart(&mut self, node: usize) {
        self.begin(node);
        until_ready(&self.address(node)).await;
    }

    /// A browser without any cookie, for which pages come from the first node.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.address(0), Clock::System)
    }

    /// Signs somebody up in a browser of his own.
    pub async fn customer(&mut self, link: &Link, email: &str) -> Browser {
        let browser = self.browser();
        let page = browser.begin_sign_up(link, email).await;
        self.letters += 1;
        let code = code_in_letter(&self.folder.join("letters"), self.letters).await;
        page.fill("Code", &code).press("Confirm").await.landing();
        browser
    }

    /// Asks a node for a token.
    pub async fn token(&self, node: usize, browser: &Browser, scope: &str) -> Answer {
        ask(browser, self.ports[node], scope).await.unwrap()
    }

    /// A path at a node, as a script of the shop asks.
    pub async fn get(&self, node: usize, browser: &Browser, path: &str) -> Answer {
        let address = format!("{}{path}", self.address(node));
        browser.request(Method::GET, &address).header("origin", SHOP).send().await
    }

    /// How many customers a node has served from memory.
    pub async fn served_from_memory(&self, node: usize) -> u64 {
        let address = format!("http://localhost:{}/metrics", self.metrics[node]);
        let text = client().get(address).send().await.unwrap().text().await.unwrap();
        let line = "vestibule_tokens_served_total{kind=\"customer\",source=\"memory\"} ";
        text.lines().find_map(|it| it.strip_prefix(line)).map_or(0, |count| count.parse().unwrap())
    }

    /// Calls of the Auth API of this grant and scope, whatever became of them.
    pub fn calls(&self, grant: &str, scope: &str) -> u64 {
        let of =
            |call: &AuthCall| call.grant.as_deref() == Some(grant) && call.scope.as_deref() == Some(scope);
        self.sandbox.auth_calls().iter().filter(|(call, _)| of(call)).map(|(_, count)| count).sum()
    }

    fn address(&self, node: usize) -> String {
        format!("http://localhost:{}", self.ports[node])
    }

    fn settings(&self, node: usize) -> PathBuf {
        self.folder.join(format!("node-{node}.toml"))
    }

    fn begin(&mut self, node: usize) {
        self.children[node] = Some(spawn(&self.settings(node)));
    }

    fn write_settings(&self, node: usize, database: &str) {
        let (port, metrics) = (self.ports[node], self.metrics[node]);
        let listen =
            format!("[server]\nlisten = \"127.0.0.1:{port}\"\nmetrics_listen = \"127.0.0.1:{metrics}\"");
        let letters = format!("\"folder\"\nfolder = \"{}\"", self.folder.join("letters").display());
        let settings = shops::settings(&self.address(0), &self.sandbox)
            .replace("[server]", &listen)
            .replace("postgres://nobody@localhost/replaced", database)
            .replace("\"memory\"", &letters);
        std::fs::write(self.settings(node), settings).unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in self.children.iter_mut().flatten() {
            drop(child.kill());
            drop(child.wait());
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Asks a node that may be going away.
pub(super) async fn ask(browser: &Browser, port: u16, scope: &str) -> reqwest::Result<Answer> {
    let address = format!("http://localhost:{port}/api/token?client_id={WEB}&scope={scope}");
    browser.request(Method::GET, &address).header("origin", SHOP).try_send().await
}

/// What an answer gives; everything else is a failure.
pub(super) fn token_of(answer: &Answer) -> Result<(String, Value), String> {
    if answer.status != StatusCode::OK {
        return Err(format!("{} {}", answer.status, answer.body));
    }
    let body = answer.json();
    Ok((body["access_token"].as_str().unwrap().to_owned(), body["customer_id"].clone()))
}

/// Held together until all are known, so that none comes twice.
fn free_ports() -> [u16; 4] {
    let held = [(); 4].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}
