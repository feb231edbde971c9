//! Customers that a shop already has come over, and everybody is written out again.

mod export;
mod import;
mod in_step;
mod killed;
mod lazy;
mod sign_in;

use std::path::{Path, PathBuf};

use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::bench::{Database, PASSWORD, Terminal};

/// An operator who moves a shop over, and the files of the old system.
pub struct Mover {
    pub terminal: Terminal,
    pub database: Database,
    folder: PathBuf,
}

impl Mover {
    pub async fn new() -> Self {
        let (terminal, database) = tokio::join!(Terminal::new(), Database::fresh());
        let folder = std::env::temp_dir().join(format!("vestibule-moving-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&folder).unwrap();
        Self { terminal, database, folder }
    }

    pub fn settings(&self) -> String {
        self.terminal.settings().replace("postgres://nobody@localhost/replaced", &self.database.url())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// `vestibule import customers <file> --organization acme --json <more>`; the summary.
    pub async fn import(&self, file: &Path, more: &[&str]) -> Value {
        let file = file.to_str().unwrap();
        let arguments = ["import", "customers", file, "--organization", "acme", "--json"];
        let said = self.terminal.run_with(&self.settings(), &[&arguments[..], more].concat()).await;
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str(&said.out).unwrap()
    }

    pub async fn count(&self, rows: &str) -> i64 {
        let statement = AssertSqlSafe(format!("select count(*) from {rows}"));
        sqlx::query_scalar(statement).fetch_one(&mut self.database.connect().await).await.unwrap()
    }
}

impl Drop for Mover {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// What the counters of a summary say.
pub fn counts(summary: &Value) -> [u64; 4] {
    ["read", "imported", "present", "rejected"].map(|name| summary[name].as_u64().unwrap())
}

/// A bcrypt of [`PASSWORD`], made by the `bcrypt` of Python.
pub fn bcrypt_of_password() -> &'static str {
    assert_eq!(PASSWORD, "quiet lamp over the harbour");
    "$2b$04$fWchaBKUEXeMjMXOSl1bPeALlAVthvMZtahNGVtFtsX8S6KKvAk9u"
}
