//! The database as a thief would find it, and everything in it opened with the keys that he has not.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::TestApp;

impl TestApp {
    /// Every row of every table as text; bytes are hexadecimal.
    pub async fn dump(&self) -> String {
        let tables = "select tablename from pg_tables where schemaname = 'public' order by 1";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(self.db()).await.unwrap();
        let mut dump = String::new();
        for table in tables {
            let rows = AssertSqlSafe(format!("select it::text from {table} as it"));
            let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(self.db()).await.unwrap();
            dump.extend(rows.into_iter().map(|row| format!("{table}: {row}\n")));
        }
        dump
    }

    /// What the vault holds, opened: access and refresh tokens.
    pub async fn vault(&self) -> Vec<String> {
        let rows = sqlx::query("select id, access_sealed, refresh_sealed from customer_tokens order by id");
        let rows = rows.fetch_all(self.db()).await.unwrap();
        let open = |id: Uuid, sealed: Vec<u8>| {
            let context = format!("customer_tokens/{}", vestibule::foundation::VaultId::from(id));
            self.inner().sealer.open(&context, &sealed).unwrap().expose().to_owned()
        };
        rows.iter().flat_map(|row| [open(row.get(0), row.get(1)), open(row.get(0), row.get(2))]).collect()
    }
}

impl TestApp {
    /// The access tokens that the vault holds, opened.
    pub async fn vault_access(&self) -> Vec<String> {
        let rows = sqlx::query("select id, access_sealed from customer_tokens order by id");
        let rows = rows.fetch_all(self.db()).await.unwrap();
        let open = |id: Uuid, sealed: Vec<u8>| {
            let context = format!("customer_tokens/{}", vestibule::foundation::VaultId::from(id));
            self.inner().sealer.open(&context, &sealed).unwrap().expose().to_owned()
        };
        rows.iter().map(|row| open(row.get(0), row.get(1))).collect()
    }

    /// The tokens of a kind that all nodes share, opened.
    pub async fn shared_tokens(&self, kind: &str) -> Vec<String> {
        let rows =
            sqlx::query("select key, access_sealed from shared_tokens where kind = $1 order by minted_at");
        let rows = rows.bind(kind).fetch_all(self.db()).await.unwrap();
        let open = |key: Vec<u8>, sealed: Vec<u8>| {
            let context = format!("shared_tokens/{}", HEXLOWER.encode(&key));
            self.inner().sealer.open(&context, &sealed).unwrap().expose().to_owned()
        };
        rows.iter().map(|row| open(row.get(0), row.get(1))).collect()
    }
}

/// Where `secret` stands in a dump, as it is or in one of the usual disguises.
pub fn found_in(dump: &str, secret: &str) -> Option<String> {
    let bytes = secret.as_bytes();
    let forms = [
        secret.to_owned(),
        HEXLOWER.encode(bytes),
        BASE64.encode(bytes).trim_end_matches('=').to_owned(),
        BASE64URL_NOPAD.encode(bytes),
    ];
    forms.iter().find_map(|form| dump.lines().find(|line| holds(line, form)).map(str::to_owned))
}

/// A code of six digits stands in some number sooner or later: only one that stands alone counts.
fn holds(line: &str, form: &str) -> bool {
    let alone = |at: usize| {
        let before = line[..at].chars().next_back();
        let after = line[at + form.len()..].chars().next();
        form.len() > 8 || ![before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric())
    };
    line.match_indices(form).any(|(at, _)| alone(at))
}
