//! Posted forms: bounded, and read tolerantly: broken encodings become characters that no check lets through,
//! never an error page.

use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, dev, web};
use futures_util::future::LocalBoxFuture;
use tokio::time::timeout;

use super::{ErrorKind, WebError};
use crate::foundation::Secret;
use crate::storefronts::Query;
use crate::work::Work;

/// An address and two passwords, generously.
pub const LARGEST_FORM: usize = 16 * 1024;

/// A client that dribbles its body holds a connection for so long (catalogue E12); the headers have a limit of
/// their own in the server.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A posted form.
pub struct Form(Query);

impl Form {
    /// What was typed into `name`; empty where nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// What the browser computed for the letter that it asks for.
    pub fn work(&self) -> Option<Work<'_>> {
        Some(Work { token: self.0.get("work")?, answer: self.text("work_answer") })
    }

    /// A secret that was typed into `name`.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }
}

/// A posted form as it came, for whoever must see that a field stands twice.
pub struct RawForm(String);

impl RawForm {
    /// Its encoded text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl FromRequest for Form {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let raw = RawForm::from_request(request, payload);
        Box::pin(async move { Ok(Self(Query::of_form(raw.await?.text()))) })
    }
}

impl FromRequest for RawForm {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_form = is_form(request);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            // `text/plain` is what a foreign page can post without asking (catalogue K07).
            if !is_form {
                return Err(ErrorKind::BadRequest.into());
            }
            let bytes = timeout(TIME_LIMIT, bytes).await.map_err(|_| ErrorKind::BadRequest)?;
            let bytes = bytes.map_err(|error| match error.as_response_error().status_code() {
                status if status == ErrorKind::TooLarge.status() => ErrorKind::TooLarge,
                _ => ErrorKind::BadRequest,
            })?;
            Ok(Self(String::from_utf8_lossy(&bytes).into_owned()))
        })
    }
}

fn is_form(request: &HttpRequest) -> bool {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}
