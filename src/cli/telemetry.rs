//! What is logged, and how: JSON lines for machines, or short lines for the person who tries the demonstration.
//! `VESTIBULE_LOG` chooses levels (`info`, `vestibule=debug,sqlx=warn`).

use tracing_subscriber::EnvFilter;

const USUAL: &str = "info,sqlx=warn,rustls=warn";

/// JSON lines on standard error.
pub(super) fn json() {
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter(USUAL))
        .with_writer(std::io::stderr)
        .try_init();
}

/// Short lines, only what went wrong.
pub(super) fn for_people() {
    let _ = tracing_subscriber::fmt()
        .compact()
        .with_target(false)
        .with_env_filter(filter("warn"))
        .with_writer(std::io::stderr)
        .try_init();
}

fn filter(usual: &str) -> EnvFilter {
    std::env::var("VESTIBULE_LOG")
        .ok()
        .and_then(|levels| EnvFilter::try_new(levels).ok())
        .unwrap_or_else(|| EnvFilter::new(usual))
}
