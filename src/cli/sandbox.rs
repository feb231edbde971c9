//! `vestibule sandbox`: a local Commerce Layer for development and demonstrations.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::foundation::Clock;
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions, Seed, TlsOptions};

/// Runs a local Commerce Layer, with invented organizations, until it is interrupted.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the plain HTTP listener
    #[arg(long, default_value = "127.0.0.1:8082")]
    listen: SocketAddr,
    /// Also serve HTTPS on loopback, as auth.DOMAIN and SLUG.DOMAIN at this port, such as cl.test:8443
    #[arg(long, value_name = "DOMAIN:PORT", value_parser = domain_and_port)]
    tls_domain: Option<(String, u16)>,
    /// Write the certificate of the HTTPS authority to this file, for clients to trust
    #[arg(long, value_name = "FILE", requires = "tls_domain")]
    ca_out: Option<PathBuf>,
    /// Read organizations, credentials and customers from this TOML file instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Keep the signing key in this directory, so that tokens outlive a restart
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

/// Why the command ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The sandbox did not start.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The operating system does not tell about interrupts.
    #[error("cannot wait for an interrupt: {0}")]
    Signal(std::io::Error),
}

/// Starts the sandbox, says where it is, and waits for an interrupt.
#[expect(clippy::print_stdout, reason = "this is what the command is asked for")]
pub async fn run(args: Args) -> Result<(), Failure> {
    let seed = match &args.seed {
        Some(path) => Seed::read_file(path).map_err(SandboxError::from)?,
        None => Seed::default(),
    };
    let tls = args.tls_domain.map(|(domain, port)| TlsOptions {
        domain,
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        ca_out: args.ca_out.clone(),
    });
    println!("Starting; where no signing key is kept, making one takes some seconds.");
    let options =
        SandboxOptions { clock: Clock::System, listen: args.listen, tls, seed, keys_dir: args.keys };
    let sandbox = Sandbox::start(options).await?;
    println!("{}", description(&sandbox, args.ca_out.as_ref()));
    tokio::signal::ctrl_c().await.map_err(Failure::Signal)?;
    sandbox.stop().await;
    Ok(())
}

fn description(sandbox: &Sandbox, ca: Option<&PathBuf>) -> String {
    let mut lines = vec![
        format!("The Commerce Layer sandbox is ready: {}", sandbox.base_url()),
        format!("  Auth API   {}", sandbox.auth_url()),
    ];
    for organization in &sandbox.seed().organizations {
        lines.push(format!("  Core API   {} ({})", sandbox.api_url(&organization.slug), organization.name));
    }
    lines.push(format!("  Issuer     {}", sandbox.issuer()));
    if let Some(path) = ca {
        lines.push(format!("  Trust      {}", path.display()));
    }
    lines.push("Its client ids are on that page. Stop it with Ctrl-C.".to_owned());
    lines.join("\n")
}

pub(super) fn domain_and_port(text: &str) -> Result<(String, u16), String> {
    let (domain, port) = text.rsplit_once(':').ok_or("write it as DOMAIN:PORT, such as cl.test:8443")?;
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    if domain.is_empty() || !domain.bytes().all(letters) {
        return Err(format!("{domain:?} is not a domain in lower-case letters"));
    }
    Ok((domain.to_owned(), port.parse().map_err(|_| format!("{port:?} is not a port"))?))
}
