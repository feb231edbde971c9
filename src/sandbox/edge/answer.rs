//! What a service answers.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::body::BodyStream;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder, rt};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

/// An answer with its whole body.
pub struct Answer {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// JSON of some media type.
    pub fn json(status: u16, media_type: &str, value: &Value) -> Self {
        Self::text(status, media_type, value.to_string())
    }

    /// Text of some media type.
    pub fn text(status: u16, media_type: &str, text: String) -> Self {
        Self { status, headers: vec![("content-type", media_type.to_owned())], body: text.into_bytes() }
    }

    /// Adds a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Lets every web page read the answer, as both services do (contract 2.3).
    pub fn for_any_origin(self) -> Self {
        self.with("access-control-allow-origin", "*").with(
            "access-control-expose-headers",
            "X-Ratelimit-Limit, X-Ratelimit-Interval, X-Ratelimit-Remaining",
        )
    }

    /// The answer to a preflight request.
    pub fn preflight(methods: &str) -> Self {
        Self::empty(204)
            .with("access-control-allow-methods", methods)
            .with(
                "access-control-allow-headers",
                "Content-Type, Accept, Authorization, x-backend-auth, x-true-client-ip",
            )
            .with("access-control-max-age", "7200")
    }

    /// As a server sends it that falls asleep in the middle of its answer: the first half, then nothing for
    /// `pause`, then the rest.
    pub fn into_response_with_a_pause(mut self, pause: Duration) -> HttpResponse {
        let rest = self.body.split_off(self.body.len() / 2);
        let first = std::mem::take(&mut self.body);
        let halves = stream::iter([(Duration::ZERO, first), (pause, rest)]).then(|(wait, half)| async move {
            rt::time::sleep(wait).await;
            Ok::<_, Infallible>(Bytes::from(half))
        });
        self.into_response().set_body(BodyStream::new(Box::pin(halves))).map_into_boxed_body()
    }

    /// As the server sends it.
    pub fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponseBuilder::new(status);
        for header in self.headers {
            response.append_header(header);
        }
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            response.force_close();
        }
        response.body(self.body)
    }
}

/// The reason of a status in upper case, as in `code` of an error: `BAD_REQUEST` (contract 3.1).
pub fn status_code(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.unwrap_or("Unknown").to_uppercase().replace([' ', '-'], "_")
}
