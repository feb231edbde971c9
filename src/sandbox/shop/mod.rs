//! A small shop that stands in for a real storefront, for the demonstration and for tests. It shares nothing
//! with the product: it knows the addresses it was given, and what a storefront can know.
//!
//! `/` is a shop of today: its script asks Vestibule for the token. `/legacy` is the same shop as storefronts
//! built against the Identity MFE: raw links, the token back in the address, everything drawn by the server.

mod claims;
mod core_api;
mod home;
mod legacy;
mod links;

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpResponse, HttpServer, web};
use tokio::task::JoinHandle;

use core_api::CoreApi;

/// How to start a [`Shop`].
#[derive(Clone, Debug)]
pub struct ShopOptions {
    /// The listener; port 0 takes any free port.
    pub listen: SocketAddr,
    /// Where Vestibule answers, without a slash at the end.
    pub vestibule_url: String,
    /// The Core API of the organization, such as `http://localhost:8082/acme`, to which `/api/…` is added.
    pub api_url: String,
    /// The sales channel of `/`.
    pub client_id: String,
    /// The sales channel of `/legacy`.
    pub legacy_client_id: String,
    /// The scope that both ask for, such as `market:code:usa`.
    pub scope: String,
}

/// A running shop.
pub struct Shop {
    address: SocketAddr,
    server: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
}

/// What every handler needs.
struct State {
    options: ShopOptions,
    base_url: String,
    core_api: CoreApi,
}

impl Shop {
    /// Starts to answer, inside the caller's runtime.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub fn start(options: ShopOptions) -> std::io::Result<Self> {
        let listener = TcpListener::bind(options.listen)?;
        let address = listener.local_addr()?;
        let core_api = CoreApi::new(&options.api_url).map_err(std::io::Error::other)?;
        let policy = content_security_policy(&options);
        let state = web::Data::new(State { base_url: base_url(address), options, core_api });
        let server = HttpServer::new(move || {
            let headers = DefaultHeaders::new()
                .add((header::CONTENT_SECURITY_POLICY, policy.clone()))
                .add((header::REFERRER_POLICY, "no-referrer"))
                .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .add((header::CACHE_CONTROL, "no-store"));
            App::new()
                .app_data(state.clone())
                .wrap(headers)
                .route("/", web::get().to(home::get))
                .route("/legacy", web::get().to(legacy::get))
                .route("/legacy/sign-out", web::post().to(legacy::sign_out))
                .route("/shop.css", web::get().to(stylesheet))
                .route("/shop.js", web::get().to(script))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self { address, server: server.handle(), serving: tokio::spawn(server) })
    }

    /// `http://localhost:PORT`: by that name, because Vestibule's cookie is sent only between addresses of one
    /// site, and `127.0.0.1` is another site than `localhost`.
    pub fn base_url(&self) -> String {
        base_url(self.address)
    }

    /// Finishes the requests under way, then stops.
    pub async fn stop(self) {
        self.server.stop(true).await;
        let _ = self.serving.await;
    }
}

fn base_url(address: SocketAddr) -> String {
    let ip = address.ip();
    if ip.is_loopback() || ip.is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// The script may load Vestibule's module, and call Vestibule and the Core API; nothing else.
fn content_security_policy(options: &ShopOptions) -> String {
    let origin = |address: &str| {
        url::Url::parse(address).map(|address| address.origin().ascii_serialization()).unwrap_or_default()
    };
    let (vestibule, api) = (origin(&options.vestibule_url), origin(&options.api_url));
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self' {vestibule}; img-src 'self' data:; \
         connect-src {vestibule} {api}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

async fn stylesheet() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("shop.css"))
}

async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("shop.js"))
}

/// A page, or the plain truth that it could not be drawn.
fn page(template: &impl askama::Template) -> HttpResponse {
    match template.render() {
        Ok(html) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html),
        Err(_) => HttpResponse::InternalServerError().body("The page could not be drawn."),
    }
}

#[cfg(test)]
mod tests;
