//! A running provider, and everything that a test may ask of it or arrange in it without going over HTTP.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use actix_web::http::KeepAlive;
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};

use super::super::edge::{Servers, bind};
use super::super::options::SandboxError;
use super::board::Board;
use super::journal::{Journal, Visit};
use super::keys::KeyRing;
use super::options::{ClientRegistration, UpstreamOptions};
use super::person::Person;
use super::routes::handle;
use super::state::{State, World};

/// How long a client may take to answer to a logout token.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running provider; it stops when it is dropped.
pub struct Upstream {
    pub(super) state: Data<State>,
    address: SocketAddr,
    servers: Servers,
}

impl Upstream {
    /// Starts a provider and returns when it can be called.
    pub async fn start(options: UpstreamOptions) -> Result<Self, SandboxError> {
        // Making keys and waiting for the thread both block, which the runtime of a caller must not.
        let starting = tokio::task::spawn_blocking(|| Self::start_here(options));
        starting.await.map_err(|error| SandboxError::Server(error.into()))?
    }

    fn start_here(options: UpstreamOptions) -> Result<Self, SandboxError> {
        let listener = bind(options.listen)?;
        let address = listener.local_addr().map_err(SandboxError::Server)?;
        let state = Data::new(state(options, address)?);
        let shared = state.clone();
        let servers = Servers::start("example-id", move || {
            let app = move || App::new().app_data(shared.clone()).default_service(web::to(handle));
            // Connections that outlive their answer would outlive a stop, too.
            let server = HttpServer::new(app).workers(1).keep_alive(KeepAlive::Disabled);
            Ok(server.disable_signals().listen(listener)?.run())
        })?;
        Ok(Self { state, address, servers })
    }

    /// Stops the server and waits until its socket is closed: from then on connections are refused. A provider
    /// that is started at [`Self::address`] has the same keys and no memory of sessions and codes.
    pub async fn stop(self) {
        self.servers.stop().await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `iss`, exactly as in its tokens.
    pub fn issuer(&self) -> String {
        self.state.issuer.clone()
    }

    /// The switches.
    pub fn switches(&self) -> &Board {
        &self.state.board
    }

    /// The latest requests, oldest first.
    pub fn journal(&self) -> Vec<Visit> {
        self.state.journal.visits()
    }

    /// Forgets the requests so far.
    pub fn clear_journal(&self) {
        self.state.journal.clear();
    }

    /// How many requests there were to a path such as `/token`.
    pub fn visits_to(&self, path: &str) -> usize {
        self.journal().iter().filter(|visit| visit.path == path).count()
    }

    /// Signs with new keys from now on. The old ones stay published or are dropped at once.
    pub fn rotate_keys(&self, keep_old: bool) -> Result<(), SandboxError> {
        self.state.rotate_keys(keep_old).map_err(SandboxError::Keys)
    }

    /// Everybody on the page.
    pub fn people(&self) -> Vec<Person> {
        self.state.world().people.clone()
    }

    /// Adds a person, or changes the one with the same id.
    pub fn put_person(&self, person: Person) {
        put(&mut self.state.world().people, person, |one, other| one.id == other.id);
    }

    /// Adds a client, or changes the one with the same id.
    pub fn put_client(&self, client: ClientRegistration) {
        put(&mut self.state.world().clients, client, |one, other| one.client_id == other.client_id);
    }
}

/// Puts `new` in the place of its equal, or behind all others.
pub(super) fn put<T>(list: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) {
    match list.iter_mut().find(|it| same(it, &new)) {
        Some(place) => *place = new,
        None => list.push(new),
    }
}

fn state(options: UpstreamOptions, address: SocketAddr) -> Result<State, SandboxError> {
    let UpstreamOptions { clock, listen: _, issuer, clients, people } = options;
    let issuer = match issuer {
        Some(issuer) => issuer.replace(":0", &format!(":{}", address.port())),
        None => format!("http://127.0.0.1:{}", address.port()),
    };
    Ok(State {
        clock,
        base: issuer.trim_end_matches('/').to_owned(),
        issuer,
        board: Board::default(),
        journal: Journal::default(),
        http: http()?,
        world: Mutex::new(World {
            clients,
            people,
            keys: KeyRing::new().map_err(SandboxError::Keys)?,
            sessions: Vec::new(),
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            assertions: HashSet::new(),
            logout_tokens: HashMap::new(),
            notices: VecDeque::new(),
            sign_ins: 0,
        }),
    })
}

/// One for the process, because making one reads all trusted certificates of the system. It keeps no connection:
/// it is used from the runtimes of tests, too, which end before it does.
fn http() -> Result<reqwest::Client, SandboxError> {
    static HTTP: OnceLock<reqwest::Client> = OnceLock::new();
    if let Some(http) = HTTP.get() {
        return Ok(http.clone());
    }
    let http = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .no_proxy()
        .build()
        .map_err(|error| SandboxError::Server(std::io::Error::other(error)))?;
    Ok(HTTP.get_or_init(|| http).clone())
}
