//! The database that the settings name: a server, or the embedded one, which is ours to start and to stop.

use std::path::Path;
use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection, PgPool};

use super::Problem;
use crate::config::DatabaseSettings;
use crate::db;
use crate::db::embedded::{EmbeddedOptions, EmbeddedPostgres};

const EMBEDDED_NAME: &str = "vestibule";

/// A database that is open and up to date.
pub(super) struct Database {
    pub pool: PgPool,
    embedded: Option<EmbeddedPostgres>,
}

impl Database {
    /// Opens and migrates.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, Problem> {
        let (options, connections, embedded) = match settings {
            DatabaseSettings::Server { url, connections } => {
                let options = PgConnectOptions::from_str(url.expose())
                    .map_err(|_| "database.url is not an address that PostgreSQL understands")?;
                (options, *connections, None)
            }
            DatabaseSettings::Embedded { directory, binaries, connections } => {
                let options = EmbeddedOptions {
                    directory: directory.clone(),
                    binaries: binaries.clone(),
                    durable: true,
                };
                let embedded = EmbeddedPostgres::start(options).await?;
                create(&embedded).await?;
                (embedded.connect_options(EMBEDDED_NAME), *connections, Some(embedded))
            }
        };
        Self::migrated(options, connections, embedded).await
    }

    /// An embedded one whose data nobody needs afterwards: not safe from a power cut, and faster.
    pub async fn passing(directory: &Path) -> Result<Self, Problem> {
        let options = EmbeddedOptions { directory: directory.to_owned(), binaries: None, durable: false };
        let embedded = EmbeddedPostgres::start(options).await?;
        create(&embedded).await?;
        Self::migrated(embedded.connect_options(EMBEDDED_NAME), 2, Some(embedded)).await
    }

    async fn migrated(
        options: PgConnectOptions,
        connections: u32,
        embedded: Option<EmbeddedPostgres>,
    ) -> Result<Self, Problem> {
        let pool = db::pool(options, connections);
        db::migrate(&pool).await.map_err(|error| format!("the database cannot be used: {error}"))?;
        Ok(Self { pool, embedded })
    }

    /// Closes the connections; stops the embedded one.
    pub async fn close(self) -> Result<(), Problem> {
        self.pool.close().await;
        match self.embedded {
            Some(embedded) => Ok(embedded.stop().await?),
            None => Ok(()),
        }
    }
}

async fn create(embedded: &EmbeddedPostgres) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(&embedded.connect_options("postgres")).await?;
    let exists = sqlx::query_scalar::<_, bool>("select exists (select from pg_database where datname = $1)")
        .bind(EMBEDDED_NAME)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        sqlx::query("create database vestibule").execute(&mut connection).await?;
    }
    connection.close().await
}
