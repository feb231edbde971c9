//! `[database]`: a Postgres of yours, or an embedded one for development.

use std::path::PathBuf;

use sqlx::postgres::PgConnectOptions;

use super::reader::{Read, Section};
use crate::foundation::Secret;

const CONNECTIONS: u32 = 16;

/// `[database]`
#[derive(Clone, Debug)]
pub enum DatabaseSettings {
    /// `url` or `url_file`, and `connections` (default 16): a Postgres server, 14 to 18.
    Server {
        /// `postgres://user:password@host/name`
        url: Secret,
        /// The most connections kept open.
        connections: u32,
    },
    /// No `url`: a private cluster in `directory` (default `.vestibule/postgres`), for development.
    Embedded {
        /// Where the cluster lives.
        directory: PathBuf,
        /// `binaries`: the folder with `initdb` and `postgres`; searched where not given.
        binaries: Option<PathBuf>,
        /// The most connections kept open.
        connections: u32,
    },
}

/// Reads `[database]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<DatabaseSettings> {
    let url = section.secret("url");
    let directory = section.path("directory");
    let binaries = section.path("binaries");
    let connections = section.number("connections", 1..=150, CONNECTIONS);
    let (url, directory, binaries, connections) = (url?, directory?, binaries?, connections?);
    let Some(url) = url else {
        let directory = directory.unwrap_or_else(|| PathBuf::from(".vestibule/postgres"));
        return Ok(DatabaseSettings::Embedded { directory, binaries, connections });
    };
    for (key, given) in [("directory", directory), ("binaries", binaries)] {
        if given.is_some() {
            section.problem(key, "belongs to the embedded database, which is not used where url is given");
        }
    }
    // sqlx's error would show the address, and with it the password.
    if url.expose().parse::<PgConnectOptions>().is_err() || !is_postgres(url.expose()) {
        return Err(section.problem("url", "expected an address such as postgres://user:password@host/name"));
    }
    Ok(DatabaseSettings::Server { url, connections })
}

fn is_postgres(url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
}
