//! What the service logs, at its finest level, kept for tests that look for secrets in it. All tests of the
//! process share one log: look for texts that only one test has.
//!
//! What libraries say at their finest is too much for all tests; for those of the log it is looked through by
//! `VESTIBULE_LOG=trace,html5ever=off,selectors=off cargo test --test service logs::` (the two read pages for the tests).

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::EnvFilter;

/// The libraries that handle people's words, as fine as a whole run can hold.
const USUAL: &str =
    "info,vestibule=trace,lettre=trace,sqlx=info,reqwest=debug,actix_web=debug,actix_http=debug";

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Begins to keep the log.
pub fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let levels = std::env::var("VESTIBULE_LOG").unwrap_or_else(|_| USUAL.to_owned());
        let filter = EnvFilter::new(levels);
        drop(tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Kept).try_init());
    });
}

/// True where `text` stands in the log.
pub fn logged(text: &str) -> bool {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&lines).contains(text)
}

/// What the log says of troubles with this provider, oldest first. Give the provider of a test an id of its own.
pub fn warnings_about(provider: &str) -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let named = format!("\"provider\":\"{provider}\"");
    let lines = lines.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let troubles = ["\"level\":\"WARN\"", "\"level\":\"ERROR\"", "an arrival led nowhere"];
    lines
        .filter(|line| troubles.iter().any(|trouble| line.contains(trouble)) && line.contains(&named))
        .map(str::to_owned)
        .collect()
}

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
