//! The binary: everything is in the library.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    // One TLS provider for the whole process; two would make rustls panic at the first handshake.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    vestibule::cli::run().await
}
