//! What the service logs, at its finest level, kept for tests that look for secrets in it. All tests of the
//! process share one log: look for texts that only one test has.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::EnvFilter;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Begins to keep the log.
pub fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter =
            EnvFilter::new("info,vestibule=trace,sqlx=info,reqwest=debug,actix_web=debug,actix_http=debug");
        drop(tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Kept).try_init());
    });
}

/// True where `text` stands in the log.
pub fn logged(text: &str) -> bool {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    lines.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The warnings that name this provider, oldest first. Give the provider of a test an id of its own.
pub fn warnings_about(provider: &str) -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let named = format!("\"provider\":\"{provider}\"");
    let lines = lines.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    lines
        .filter(|line| line.contains("\"level\":\"WARN\"") && line.contains(&named))
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
