//! Why there is no embedded database: each text says what to do about it, or what PostgreSQL said.

use std::io;
use std::path::PathBuf;

/// Why the embedded database did not start or stop.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No usable `initdb` and `postgres` on this system; `advice` names the one command that helps.
    #[error("no PostgreSQL was found for the embedded database: {advice}")]
    NoBinaries {
        /// The command for this system, or what to install.
        advice: String,
    },
    /// Binaries are there, none of them fits; one line a candidate.
    #[error("no PostgreSQL of the versions 14 to 18 was found for the embedded database:\n{candidates}")]
    Unsuitable {
        /// Folder and reason, one line each.
        candidates: String,
    },
    /// The cluster was made by a major version that is not installed.
    #[error(
        "the database in {} was made by PostgreSQL {made_by}, which is not installed (found: {found}); \
         install that version, or move the directory away to begin with an empty database",
        directory.display()
    )]
    OtherVersion {
        /// The data directory.
        directory: PathBuf,
        /// The major version in its `PG_VERSION`.
        made_by: u32,
        /// The major versions found.
        found: String,
    },
    /// A living Vestibule owns the cluster.
    #[error("another Vestibule uses this database directory: {}", directory.display())]
    InUse {
        /// The directory asked for.
        directory: PathBuf,
    },
    /// Somebody else's PostgreSQL runs on the cluster; it is left alone.
    #[error(
        "a PostgreSQL that Vestibule did not start (process {pid}) runs on {}; stop it first",
        data.display()
    )]
    Foreign {
        /// Its process id.
        pid: i32,
        /// The data directory.
        data: PathBuf,
    },
    /// PostgreSQL refuses to run as root, and there is no account to run it as.
    #[error(
        "PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody` to run \
         it as; start Vestibule as an ordinary user"
    )]
    NoAccount,
    /// The directory for the socket was made by somebody else, who could then pose as the database.
    #[error("{} belongs to somebody else; remove it", directory.display())]
    ForeignSocketDirectory {
        /// The directory.
        directory: PathBuf,
    },
    /// `initdb` failed.
    #[error("initdb failed: {output}")]
    Initdb {
        /// What it printed.
        output: String,
    },
    /// `postgres` ended, or did not answer in time.
    #[error("postgres {what}: {log}")]
    NotReady {
        /// What happened.
        what: &'static str,
        /// The end of its log.
        log: String,
    },
    /// Every installation failed.
    #[error("the embedded database did not start\n{attempts}")]
    NotStarted {
        /// Folder and reason, one a line.
        attempts: String,
    },
    /// The thread that starts or stops PostgreSQL is gone.
    #[error("the embedded database was interrupted")]
    Interrupted,
    /// The operating system said no.
    #[error("the embedded database could not {doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// The answer.
        source: io::Error,
    },
}

impl EmbeddedError {
    pub(super) fn io(doing: impl Into<String>, source: io::Error) -> Self {
        Self::Io { doing: doing.into(), source }
    }
}
