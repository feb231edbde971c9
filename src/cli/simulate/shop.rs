//! Everything that the day needs: Commerce Layer, and two nodes of Vestibule with a server each, all on one clock.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use actix_web::web;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgConnectOptions;

use super::plan::{NODES, SCOPES};
use super::settings;
use crate::app::App;
use crate::cli::Problem;
use crate::commerce_layer::http_client;
use crate::config::{OrganizationName, Settings, StorefrontSettings};
use crate::db;
use crate::foundation::{Clock, ManualClock, Scope};
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::server::Running;

const CONNECTIONS: u32 = 12;
/// Until a node hears what changes.
const LONGEST_START: Duration = Duration::from_secs(30);

/// The shop and what it stands on.
pub(super) struct Shop {
    pub(super) clock: ManualClock,
    pub(super) sandbox: Sandbox,
    pub(super) nodes: Vec<Node>,
    pub(super) storefront: StorefrontSettings,
    pub(super) organization: OrganizationName,
    pub(super) scopes: Vec<Scope>,
    /// For the visits that go through a real server.
    pub(super) http: reqwest::Client,
    midnight: DateTime<Utc>,
}

/// One Vestibule.
pub(super) struct Node {
    pub(super) app: web::Data<App>,
    running: Running,
}

impl Node {
    pub(super) fn port(&self) -> u16 {
        self.running.address().port()
    }
}

impl Shop {
    pub(super) async fn open(database: &PgConnectOptions) -> Result<Self, Problem> {
        let midnight = DateTime::parse_from_rfc3339("2027-03-01T00:00:00Z")?.to_utc();
        let clock = ManualClock::starting_at(midnight);
        let seed = settings::seed();
        let options = SandboxOptions { clock: clock.clone().into(), seed, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(options).await?;
        // The Core API is not what this is about.
        sandbox.switches().set(|switches| switches.core_limits = false);
        // Read once: nodes that share a database share the key that seals it.
        let settings = settings::settings("http://localhost:8080", &sandbox)?;
        let nodes = (0..NODES).map(|_| node(&settings, &clock, database));
        let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
        let storefront =
            nodes[0].app.settings.storefronts.first().cloned().ok_or("there is no storefront")?;
        let scopes = SCOPES.iter().map(|(scope, _)| Scope::parse(scope)).collect::<Result<_, _>>()?;
        let (organization, http) = (settings::organization()?, http_client()?);
        let shop = Self { clock, sandbox, nodes, storefront, organization, scopes, http, midnight };
        shop.nodes_hear().await?;
        Ok(shop)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        Clock::from(self.clock.clone()).now()
    }

    /// Seconds since midnight.
    pub(super) fn second(&self) -> u32 {
        u32::try_from((self.now() - self.midnight).num_seconds()).unwrap_or_default()
    }

    pub(super) fn advance(&self) {
        self.clock.advance(TimeDelta::seconds(1));
    }

    /// Whether no node fetches anything.
    pub(super) fn is_quiet(&self) -> bool {
        self.nodes.iter().all(|node| node.app.flights.are_all_over())
    }

    async fn nodes_hear(&self) -> Result<(), Problem> {
        let all_hear = async {
            while !self.nodes.iter().all(|node| node.app.memory.is_reliable()) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        Ok(tokio::time::timeout(LONGEST_START, all_hear).await?)
    }

    pub(super) async fn close(self) {
        for node in self.nodes {
            node.app.db.close().await;
            node.running.stop().await;
        }
        self.sandbox.stop().await;
    }
}

fn node(settings: &Settings, clock: &ManualClock, database: &PgConnectOptions) -> Result<Node, Problem> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let pool = db::pool(database.clone(), CONNECTIONS);
    let app = web::Data::from(App::new(settings.clone(), pool, clock.clone().into())?);
    let running = Running::start_without_ticker(&app, listener)?;
    Ok(Node { app, running })
}
