//! Floor 13: the HTTP server around an [`App`]: the one place where middleware, pages and API meet.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App as Routes, Error, HttpServer, web};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::http::form::LARGEST_FORM;
use crate::http::request_log::request_log;
use crate::{api, jobs, web as pages};

/// In so long a worker looks at a connection that it was handed.
const TO_BE_LOOKED_AT: Duration = Duration::from_millis(200);

/// A running Vestibule: its server and its ticker. Dropped, it ends at once, as a crash would end it.
pub struct Running {
    address: SocketAddr,
    server: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
    listening: JoinHandle<()>,
    metrics: Option<ServerHandle>,
    ticking: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Running {
    /// Starts to answer on `listener`, and to tick.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn start(app: web::Data<App>, listener: TcpListener) -> std::io::Result<Self> {
        let mut running = Self::start_without_ticker(&app, listener)?;
        let stopped = running.stop.subscribe();
        running.ticking = Some(tokio::spawn(async move { jobs::ticker(&app, stopped).await }));
        Ok(running)
    }

    /// Starts to answer on `listener` only: whoever calls [`jobs::run_due`] decides when the background works.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn start_without_ticker(app: &web::Data<App>, listener: TcpListener) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let server = server(app, listener)?;
        let (stop, stopped) = watch::channel(false);
        let ears = app.clone();
        let listening = tokio::spawn(async move { ears.memory.listen(&ears.db, stopped).await });
        let handle = server.handle();
        Ok(Self {
            address,
            server: handle,
            serving: tokio::spawn(server),
            listening,
            metrics: None,
            ticking: None,
            stop,
        })
    }

    /// Answers `GET /metrics` on `listener`, too, and nothing else there.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn with_metrics(mut self, app: &web::Data<App>, listener: TcpListener) -> std::io::Result<Self> {
        let app = app.clone();
        let server = HttpServer::new(move || Routes::new().app_data(app.clone()).configure(api::metrics))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run();
        self.metrics = Some(server.handle());
        tokio::spawn(server);
        Ok(self)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Finishes the requests under way and the jobs of this tick, then stops.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        // A worker that stops drops the connections that it was handed and has not looked at yet. So no more are taken
        // at first, and what was taken is answered.
        self.server.pause().await;
        tokio::time::sleep(TO_BE_LOOKED_AT).await;
        self.server.stop(true).await;
        if let Some(metrics) = self.metrics.take() {
            metrics.stop(false).await;
        }
        let _ = (&mut self.serving).await;
        let _ = (&mut self.listening).await;
        if let Some(ticking) = self.ticking.take() {
            let _ = ticking.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The command is sent by the call itself; the future would only wait for the end.
        drop(self.server.stop(false));
        if let Some(metrics) = &self.metrics {
            drop(metrics.stop(false));
        }
        self.listening.abort();
        if let Some(ticking) = &self.ticking {
            ticking.abort();
        }
    }
}

fn server(app: &web::Data<App>, listener: TcpListener) -> std::io::Result<Server> {
    let app = app.clone();
    let server = HttpServer::new(move || {
        Routes::new()
            .app_data(app.clone())
            .app_data(web::PayloadConfig::new(LARGEST_FORM))
            .wrap(from_fn(head_is_get))
            .wrap(from_fn(request_log))
            .configure(api::routes)
            .configure(pages::routes)
    })
    // A client that dribbles its headers holds a connection for so long (catalogue E12).
    .client_request_timeout(Duration::from_secs(10))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(15)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

/// HEAD is GET without the body (RFC 9110, 9.3.2); the connection leaves the body out by itself.
async fn head_is_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}
