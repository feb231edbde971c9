//! `[database]`: a Postgres of yours, or an embedded one for development.

use std::path::PathBuf;

use crate::foundation::Secret;

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
