//! Everything around the service: a PostgreSQL as durable as in production, a Commerce Layer, and a settings file.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection, PgPool};
use url::form_urlencoded;
use vestibule::db;
use vestibule::db::embedded::{EmbeddedOptions, EmbeddedPostgres};
use vestibule::sandbox::{Sandbox, SandboxOptions};

use crate::Outcome;

/// The default of the service; the control has as many.
pub const DATABASE_CONNECTIONS: u32 = 16;
/// The shop's client id.
pub const CLIENT: &str = "acme-web-shop-client-id-0000000000000000001";
/// The markets that the shop sells in.
pub const SCOPES: [&str; 2] = ["market:code:usa", "market:code:europe"];
/// The shop's origin.
pub const SHOP: &str = "https://shop.acme.example";

/// What outlives a start of the service.
pub struct World {
    /// The local Commerce Layer.
    pub sandbox: Sandbox,
    /// Past the service, into its database.
    pub db: PgPool,
    /// Where the service listens.
    pub address: SocketAddr,
    /// Where the settings and the letters are.
    pub folder: PathBuf,
    cluster: EmbeddedPostgres,
    database: PgConnectOptions,
}

impl World {
    /// Starts everything but the service, with an empty database that is up to date.
    pub async fn start() -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
        fs::create_dir_all(&folder)?;
        let directory = folder.join("postgres");
        let cluster =
            EmbeddedPostgres::start(EmbeddedOptions { directory, binaries: None, durable: true }).await?;
        empty_database(&cluster.connect_options("postgres")).await?;
        let database = cluster.connect_options("bench");
        let db = db::pool(database.clone(), 4);
        db::migrate(&db).await?;
        let sandbox = Sandbox::start(SandboxOptions::default()).await?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        Ok(Self { sandbox, db, address, folder, cluster, database })
    }

    /// Stops it.
    pub async fn stop(self) -> Outcome<()> {
        self.db.close().await;
        self.sandbox.stop().await;
        Ok(self.cluster.stop().await?)
    }

    /// How the browser addresses the service.
    pub fn public_url(&self) -> String {
        public_url(self.address)
    }

    /// The database's address for another process.
    pub fn database_url(&self) -> String {
        let socket = self.database.get_socket().map(|path| path.display().to_string()).unwrap_or_default();
        let parameters = [("host", &*socket), ("port", "5432"), ("sslmode", "disable")];
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("postgres://{}@localhost/bench?{query}", self.database.get_username())
    }

    /// Writes the settings of the service, which `more` ends.
    pub fn write_settings(&self, more: &str) -> Outcome<PathBuf> {
        let file = self.folder.join("vestibule.toml");
        let (auth_url, api_url, issuer) =
            (self.sandbox.auth_url(), self.sandbox.api_url("acme"), self.sandbox.issuer());
        let (public_url, listen, database) = (self.public_url(), self.address, self.database_url());
        let letters = self.folder.join("letters").display().to_string();
        let settings = format!(
            r#"
[server]
listen = "{listen}"
public_url = "{public_url}"
trusted_proxies = ["127.0.0.1"]

[database]
url = "{database}"
connections = {DATABASE_CONNECTIONS}

[secrets]
encryption_keys = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]

[mail]
from = "Shop <hello@acme.example>"
transport = "folder"
folder = "{letters}"

[organizations.acme]
auth_url = "{auth_url}"
api_url = "{api_url}"
issuer = "{issuer}"
integration.client_id = "acme-integration-client-id-0000000000000001"
integration.client_secret = "acme-integration-secret-0000000000000000001"

[[storefronts]]
name = "Acme Web"
organization = "acme"
client_id = "{CLIENT}"
client_secret = "acme-web-shop-secret-0000000000000000000001"
scopes = {SCOPES:?}
home = "{SHOP}/"
return_addresses = ["{SHOP}"]

{more}
"#
        );
        fs::write(&file, settings)?;
        Ok(file)
    }
}

/// The browser's address for `address`.
pub fn public_url(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

async fn empty_database(options: &PgConnectOptions) -> Outcome<()> {
    let mut connection = PgConnection::connect_with(options).await?;
    for statement in ["drop database if exists bench with (force)", "create database bench"] {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    Ok(connection.close().await?)
}
