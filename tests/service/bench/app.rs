//! A Vestibule of one test: server, database, sandbox, clock.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{OnceLock, mpsc};

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use sqlx::{Connection as _, PgConnection, PgPool};
use vestibule::app::App;
use vestibule::config::{Environment, Settings};
use vestibule::foundation::{Clock, ManualClock};
use vestibule::sandbox::upstream::{
    ClientRegistration, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Upstream, UpstreamOptions,
};
use vestibule::sandbox::{Sandbox, SandboxOptions, Seed, SwitchBoard};
use vestibule::server::Running;
use vestibule::{db, jobs};

use super::browser::Request;
use super::database::{Database, runtime};
use super::{Browser, log, shops};

/// What a test wants to be different.
pub struct Plan {
    /// What exists at Commerce Layer.
    pub seed: Seed,
    /// Changes settings after they were read.
    pub adjust: fn(&mut Settings),
    /// More lines for the settings file.
    pub settings: &'static str,
    /// Identity providers that are started with it, in the order of the settings.
    pub providers: &'static [ProviderPlan],
}

/// A provider of the sandbox, as Vestibule's settings have it.
#[derive(Clone, Copy)]
pub struct ProviderPlan {
    /// Its id and label.
    pub id: &'static str,
    /// More lines for its table.
    pub settings: &'static str,
    /// Changes how Vestibule is registered there.
    pub register: fn(&mut ClientRegistration),
}

impl ProviderPlan {
    /// A provider whose word on addresses is trusted.
    pub const TRUSTED: Self = Self { id: "example", settings: "trust_email = true", register: |_| {} };
}

impl Default for Plan {
    fn default() -> Self {
        Self { seed: shops::seed(), adjust: |_| {}, settings: "", providers: &[] }
    }
}

/// A running Vestibule.
pub struct TestApp {
    pub clock: ManualClock,
    pub sandbox: Sandbox,
    pub upstreams: Vec<Upstream>,
    settings: Settings,
    app: Data<App>,
    running: Option<Running>,
    database: Database,
    letters_may_wait: AtomicBool,
}

impl TestApp {
    /// Starts with what [`shops`] describes.
    pub async fn start() -> Self {
        Self::planned(Plan::default()).await
    }

    /// Starts with differences.
    pub async fn planned(plan: Plan) -> Self {
        log::capture();
        prepare_tls();
        let clock = ManualClock::starting_at(beginning());
        let options =
            SandboxOptions { clock: clock.clone().into(), seed: plan.seed, ..SandboxOptions::default() };
        let (sandbox, database) = tokio::join!(Sandbox::start(options), Database::fresh());
        let sandbox = sandbox.unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let public_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let upstreams = start_providers(plan.providers, &public_url, &clock).await;
        let text = shops::settings(&public_url, &sandbox)
            + plan.settings
            + &provider_settings(plan.providers, &upstreams);
        let mut settings = read(&text);
        (plan.adjust)(&mut settings);
        let (app, running) = serve(&settings, &database, &clock, listener);
        let letters_may_wait = AtomicBool::new(false);
        Self { clock, sandbox, upstreams, settings, app, running: Some(running), database, letters_may_wait }
    }

    /// Starts with one provider of the sandbox, which is trusted.
    pub async fn with_provider() -> Self {
        Self::planned(Plan { providers: &[ProviderPlan::TRUSTED], ..Plan::default() }).await
    }

    /// The first provider.
    pub fn upstream(&self) -> &Upstream {
        &self.upstreams[0]
    }

    /// Ends the server as a crash would and starts it anew on the same address, database and settings.
    pub async fn crash_and_restart(&mut self) {
        let address = self.running.take().unwrap().address();
        self.app.db.close().await;
        let listener = loop {
            match TcpListener::bind(address) {
                Ok(listener) => break listener,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        let (app, running) = serve(&self.settings, &self.database, &self.clock, listener);
        (self.app, self.running) = (app, Some(running));
    }

    /// The same with other settings: somebody has edited the file.
    pub async fn restart_with(&mut self, adjust: impl FnOnce(&mut Settings)) {
        adjust(&mut self.settings);
        self.crash_and_restart().await;
    }

    /// Another node with pages on the same database, behind the same public address: its port, and the server.
    pub fn second_server(&self) -> (u16, Running) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        (port, serve(&self.settings, &self.database, &self.clock, listener).1)
    }

    /// A browser without any cookie.
    pub fn browser(&self) -> Browser {
        Browser::new(self.url(), self.clock.clone().into())
    }

    /// The public address, without a slash at its end.
    pub fn url(&self) -> &str {
        self.settings.server.public_url.as_str().trim_end_matches('/')
    }

    /// A request to the port that is really listened on, where the public address names another host.
    pub fn local(&self, browser: &Browser, method: Method, address: &str) -> Request {
        let port = self.running.as_ref().unwrap().address().port();
        browser.request(method, &format!("http://localhost:{port}{address}"))
    }

    /// The toolbox of the service.
    pub fn inner(&self) -> &App {
        &self.app
    }

    /// The database of this test.
    pub fn db(&self) -> &PgPool {
        &self.app.db
    }

    /// The address of the database, for another process.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    /// Rows that a condition selects, such as `accounts where organization = 'acme'`.
    pub async fn count(&self, rows: &'static str) -> i64 {
        let statement = sqlx::AssertSqlSafe(format!("select count(*) from {rows}"));
        sqlx::query_scalar(statement).fetch_one(self.db()).await.unwrap()
    }

    /// The switches of the sandbox.
    pub fn switches(&self) -> &SwitchBoard {
        self.sandbox.switches()
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        Clock::from(self.clock.clone()).now()
    }

    /// Lets time pass, here and at Commerce Layer.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Does in the background what is due now; gives how much there was to do.
    pub async fn tick(&self) -> usize {
        jobs::run_due(&self.app).await
    }

    /// Waits until the node has heard of everything that was committed until now.
    pub async fn heard(&self) {
        let memory = &self.app.memory;
        // Notices come in the order of their commits; the first that is noticed may be an older one.
        for _ in 0..2 {
            let before = memory.as_of();
            let tell = "select pg_notify('vestibule', 'session ' || gen_random_uuid())";
            sqlx::query(tell).execute(self.db()).await.unwrap();
            while memory.is_reliable() && memory.as_of() == before {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
        }
    }

    /// Another server with the metrics of this node.
    pub fn serve_metrics(&self, listener: TcpListener) -> Running {
        let _runtime = runtime().enter();
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Running::start_without_ticker(&self.app, other).unwrap().with_metrics(&self.app, listener).unwrap()
    }

    /// This test leaves letters in the outbox on purpose.
    pub fn let_letters_wait(&self) {
        self.letters_may_wait.store(true, Ordering::SeqCst);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.running.take());
        if std::thread::panicking() || self.letters_may_wait.load(Ordering::SeqCst) {
            return;
        }
        assert_eq!(letters_waiting(&self.database), 0, "letters could not be delivered");
    }
}

/// Those that were tried in vain. Counted on the runtime that outlives the tests: a destructor cannot wait for its own.
fn letters_waiting(database: &Database) -> i64 {
    let options = database.options.clone();
    let (sender, receiver) = mpsc::channel();
    runtime().spawn(async move {
        let mut connection = PgConnection::connect_with(&options).await.unwrap();
        let count = sqlx::query_scalar("select count(*) from letters where attempts > 0")
            .fetch_one(&mut connection)
            .await;
        sender.send(count.unwrap())
    });
    receiver.recv().unwrap()
}

fn serve(
    settings: &Settings,
    database: &Database,
    clock: &ManualClock,
    listener: TcpListener,
) -> (Data<App>, Running) {
    let _runtime = runtime().enter();
    let pool = db::pool(database.options.clone(), 8);
    let app = Data::from(App::new(settings.clone(), pool, clock.clone().into()).unwrap());
    let running = Running::start_without_ticker(&app, listener).unwrap();
    (app, running)
}

async fn start_providers(plans: &[ProviderPlan], public_url: &str, clock: &ManualClock) -> Vec<Upstream> {
    let mut started = Vec::new();
    for plan in plans {
        let mut client = ClientRegistration::of_vestibule(plan.id, public_url);
        (plan.register)(&mut client);
        let options = UpstreamOptions {
            clock: clock.clone().into(),
            issuer: Some(format!("http://127.0.0.1:0{}", path_of_preset(plan.settings))),
            ..UpstreamOptions::with_client(client)
        };
        started.push(Upstream::start(options).await.unwrap());
    }
    started
}

/// What the issuers of a preset end in.
fn path_of_preset(settings: &str) -> &'static str {
    let paths = [("auth0", "/"), ("entra", "/tenant/v2.0"), ("keycloak", "/realms/acme")];
    let path = paths.iter().find(|(preset, _)| settings.contains(&format!("preset = \"{preset}\"")));
    path.map_or("", |(_, path)| path)
}

fn provider_settings(plans: &[ProviderPlan], upstreams: &[Upstream]) -> String {
    let table = |(plan, upstream): (&ProviderPlan, &Upstream)| {
        let mut lines = format!("\n[[providers]]\nid = {:?}\nissuer = {:?}\n", plan.id, upstream.issuer());
        lines += "private_addresses = true\n";
        let unless = |key: &str, line: String| if plan.settings.contains(key) { String::new() } else { line };
        lines += &unless("label", format!("label = \"{} ID\"\n", capitalized(plan.id)));
        lines += &unless("client_id", format!("client_id = {DEMO_CLIENT_ID:?}\n"));
        let secret = format!("client_secret = {DEMO_CLIENT_SECRET:?}\n");
        lines += &if ["private_key_jwt", "apple", "\"none\""].iter().any(|auth| plan.settings.contains(auth))
        {
            String::new()
        } else {
            unless("client_secret", secret)
        };
        lines + plan.settings + "\n"
    };
    plans.iter().zip(upstreams).map(table).collect()
}

fn capitalized(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

/// The way that an operator's settings take: a file.
fn read(text: &str) -> Settings {
    let file = std::env::temp_dir().join(format!("vestibule-{}.toml", uuid::Uuid::now_v7().simple()));
    std::fs::write(&file, text).unwrap();
    let settings = Settings::load(Some(&file), &Environment::default());
    std::fs::remove_file(file).unwrap();
    settings.unwrap_or_else(|problems| panic!("{problems}"))
}

/// One TLS provider for the whole process.
pub fn prepare_tls() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| drop(rustls::crypto::aws_lc_rs::default_provider().install_default()));
}

fn beginning() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2027-03-01T09:00:00Z").unwrap().to_utc()
}
