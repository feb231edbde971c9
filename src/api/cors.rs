//! Which pages may read an answer: those of the storefront's own origins, compared as whole texts, with
//! credentials. Never a wildcard, never an echo of what was asked (catalogue C06).

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, HeaderName, HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpRequest, HttpResponse};

use crate::config::StorefrontSettings;

/// A page of another origin cannot send it without asking first, and is refused then.
const OWN_HEADER: HeaderName = HeaderName::from_static("x-vestibule");

/// Allows the asking page to read `answer`, if it is one of the storefront's.
pub fn allow(
    request: &HttpRequest,
    storefront: &StorefrontSettings,
    mut answer: HttpResponse,
) -> HttpResponse {
    answer.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request.headers().get(ORIGIN) else { return answer };
    if is_listed(origin, &storefront.origins) {
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    answer
}

/// The answer to a preflight.
pub fn preflight(request: &HttpRequest, storefront: &StorefrontSettings) -> HttpResponse {
    preflight_of(request, storefront, "GET")
}

/// The same of an endpoint that takes these methods.
pub fn preflight_of(
    request: &HttpRequest,
    storefront: &StorefrontSettings,
    methods: &'static str,
) -> HttpResponse {
    let answer = HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, methods))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Content-Type, X-Vestibule"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "600"))
        .finish();
    allow(request, storefront, answer)
}

/// True for a page of another origin than the storefront's own: it gets no token, whatever its cookies.
pub fn is_foreign(request: &HttpRequest, storefront: &StorefrontSettings) -> bool {
    request.headers().get(ORIGIN).is_some_and(|origin| !is_listed(origin, &storefront.origins))
}

/// Whether a request that is not foreign may change something: it says where it comes from, or carries the header
/// that no other origin's page can send by itself. A form or a picture has neither (catalogue K07).
pub fn may_change(request: &HttpRequest) -> bool {
    request.headers().contains_key(ORIGIN) || request.headers().contains_key(OWN_HEADER)
}

fn is_listed(origin: &HeaderValue, listed: &[String]) -> bool {
    origin.to_str().is_ok_and(|origin| listed.iter().any(|listed| listed == origin))
}
