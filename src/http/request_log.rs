//! One log line a request, under a request id that an error page shows, too. The line names the route and
//! never the query, which may hold addresses and tokens (catalogue K17).

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use data_encoding::BASE32_NOPAD;
use tracing::Instrument as _;

use crate::foundation::random_bytes;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a person can read to us over the telephone. Ours alone: one that a client sends is not believed.
#[derive(Clone, Debug)]
struct RequestId(String);

/// The id of this request.
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Gives the request an id and logs how it ended.
pub async fn request_log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = BASE32_NOPAD.encode(&random_bytes::<10>());
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    let method = request.method().clone();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.call(request).instrument(span.clone()).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(%method, route, status = response.status().as_u16(), micros, "answered");
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    Ok(response)
}
