//! The body of a call: JSON, bounded in size and time. Another content type is what a page of another origin could
//! post without asking (catalogue K07).

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, dev, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::error::ApiError;
use super::parameters::bad;

/// A client that dribbles its body holds a connection for so long (catalogue E12).
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What came as a body; its size is bounded by the server.
pub struct Body {
    bytes: web::Bytes,
    is_json: bool,
}

impl Body {
    /// Reads it as a JSON object of a known form. A name that stands twice is refused, one that is not known is not, and
    /// `null` is what may be left out.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        if !self.is_json {
            let words = "the body must be application/json";
            return Err(ApiError::refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                words,
            ));
        }
        // An array, too, would be read as the fields in their order.
        let is_object = self.bytes.trim_ascii_start().starts_with(b"{");
        let read = is_object.then(|| serde_json::from_slice(&self.bytes).ok()).flatten();
        read.ok_or_else(|| bad("invalid_json", "the body is not a JSON object of the described form"))
    }

    /// True where nothing came.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl FromRequest for Body {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_json = is_json(request);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let unreadable = || bad("invalid_body", "the body cannot be read");
            let bytes = timeout(TIME_LIMIT, bytes).await.map_err(|_| unreadable())?;
            let bytes = bytes.map_err(|error| match error.as_response_error().status_code() {
                status @ StatusCode::PAYLOAD_TOO_LARGE => {
                    ApiError::refused(status, "too_large", "the body is too large")
                }
                _ => unreadable(),
            })?;
            Ok(Self { bytes, is_json })
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
