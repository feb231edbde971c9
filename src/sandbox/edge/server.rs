//! The sockets and the thread that serves them. The thread has an actix system of its own, so that a sandbox
//! starts under any runtime, and signing (some milliseconds) does not stall the runtime of a test.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::System;
use actix_web::{App, HttpServer, web};
use rustls::ServerConfig;

use super::super::options::{SandboxError, TlsOptions};
use super::super::seed::Seed;
use super::super::shared::Shared;
use super::super::webhooks;
use super::handler::handle;
use super::tls;

/// Longer than clients keep idle connections: who sends on one that is being closed finds it broken.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Sockets that are bound and not yet served.
pub struct Sockets {
    plain: TcpListener,
    secure: Option<(TcpListener, ServerConfig)>,
}

/// A server at work; it stops when this is dropped.
pub struct Servers(ServerHandle);

impl Sockets {
    /// Binds the listeners.
    pub fn bind(listen: SocketAddr, tls: Option<&TlsOptions>, seed: &Seed) -> Result<Self, SandboxError> {
        let secure = match tls {
            Some(options) => Some((bind(options.listen)?, tls::configure(options, seed)?)),
            None => None,
        };
        Ok(Self { plain: bind(listen)?, secure })
    }

    /// Where plain HTTP is served.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.plain.local_addr().ok()
    }

    /// Where HTTPS is served.
    pub fn secure_address(&self) -> Option<SocketAddr> {
        self.secure.as_ref()?.0.local_addr().ok()
    }

    /// Serves until the result is dropped.
    pub fn serve(self, shared: web::Data<Shared>) -> Result<Servers, SandboxError> {
        Servers::start("commerce-layer-sandbox", move || {
            let deliveries = shared.clone();
            let server = self.start(shared)?;
            actix_web::rt::spawn(webhooks::deliver(deliveries));
            Ok(server)
        })
    }

    fn start(self, shared: web::Data<Shared>) -> io::Result<Server> {
        let mut server =
            HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(handle)))
                .workers(1)
                .keep_alive(KEEP_ALIVE)
                .disable_signals()
                .listen(self.plain)?;
        if let Some((listener, config)) = self.secure {
            server = server.listen_rustls_0_23(listener, config)?;
        }
        Ok(server.run())
    }
}

impl Servers {
    /// Runs on a thread of this name what `start` makes there.
    pub fn start(
        name: &str,
        start: impl FnOnce() -> io::Result<Server> + Send + 'static,
    ) -> Result<Self, SandboxError> {
        let (started, starting) = mpsc::channel();
        let run = move || {
            System::new().block_on(async move {
                match start() {
                    Ok(server) => {
                        let _ = started.send(Ok(server.handle()));
                        let _ = server.await;
                    }
                    Err(error) => drop(started.send(Err(error))),
                }
            });
        };
        thread::Builder::new().name(name.to_owned()).spawn(run).map_err(SandboxError::Server)?;
        let handle = starting.recv().map_err(|_| io::Error::other("the thread ended"));
        handle.and_then(|result| result).map(Self).map_err(SandboxError::Server)
    }

    /// Stops and waits until the sockets are closed.
    pub async fn stop(&self) {
        self.0.stop(false).await;
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // The command is sent by the call itself; the future would only wait for the end.
        drop(self.0.stop(false));
    }
}

/// Binds one listener.
pub fn bind(address: SocketAddr) -> Result<TcpListener, SandboxError> {
    TcpListener::bind(address).map_err(|source| SandboxError::Listen { address, source })
}
