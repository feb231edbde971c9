//! A request as the services see it: read completely, within limits.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::http::uri::Authority;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, rt};

/// The largest body taken, in bytes.
const LARGEST_BODY: usize = 256 * 1024;

/// How long a client may take to send its body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// A request.
pub struct Request {
    pub method: String,
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Host with port, as the client wrote it.
    pub host: String,
    pub path: String,
    pub query: String,
    pub body: Result<Bytes, BodyProblem>,
    /// The other end of the connection.
    pub peer: IpAddr,
    headers: HeaderMap,
}

/// Why there is no body.
#[derive(Clone, Copy, Debug)]
pub enum BodyProblem {
    TooLarge,
    Broken,
}

/// What a service wants to have in the journal.
#[derive(Default)]
pub struct Note {
    pub grant: Option<String>,
    pub client: Option<String>,
    pub scope: Option<String>,
    /// The address that was counted, where it is not the peer's.
    pub ip: Option<IpAddr>,
}

impl Request {
    /// Reads a request with its body.
    pub async fn read(http: &HttpRequest, payload: Payload) -> Self {
        let body = match rt::time::timeout(BODY_TIME, payload.to_bytes_limited(LARGEST_BODY)).await {
            Ok(Ok(Ok(body))) => Ok(body),
            Ok(Err(_too_large)) => Err(BodyProblem::TooLarge),
            Ok(Ok(Err(_))) | Err(_) => Err(BodyProblem::Broken),
        };
        let uri = http.uri();
        Self {
            method: http.method().as_str().to_owned(),
            scheme: if http.app_config().secure() { "https" } else { "http" },
            host: host_of(http),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            body,
            peer: http.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.ip().to_canonical()),
            headers: http.headers().clone(),
        }
    }

    /// A header that is text.
    pub fn header(&self, name: &'static str) -> Option<&str> {
        self.headers.get(HeaderName::from_static(name))?.to_str().ok()
    }

    /// The media type of the body, in lower case and without parameters.
    pub fn content_type(&self) -> String {
        media_type(self.header("content-type").unwrap_or_default())
    }

    /// Whether `Accept` names this media type.
    pub fn accepts(&self, wanted: &str) -> bool {
        self.header("accept").is_some_and(|accept| accept.split(',').any(|one| media_type(one) == wanted))
    }
}

fn media_type(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The `Host` header, or the authority where the client sent an absolute address.
fn host_of(http: &HttpRequest) -> String {
    let header = http.headers().get("host").and_then(|host| host.to_str().ok());
    header.or_else(|| http.uri().authority().map(Authority::as_str)).unwrap_or_default().to_ascii_lowercase()
}
