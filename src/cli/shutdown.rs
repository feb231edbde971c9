//! When to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Returns when the terminal or the service manager asks us to stop.
pub(super) async fn asked() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
