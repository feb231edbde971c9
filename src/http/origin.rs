//! The one origin check: a request that changes something must come from a page of ours. It needs no hidden
//! field, holds before anybody has a cookie (login CSRF, catalogue K07), and fails closed: a request that
//! says nothing of where it comes from is refused.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _, web};
use url::Url;

use super::{ErrorKind, WebError};
use crate::app::App;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// Refuses state-changing requests of other origins.
pub async fn own_origin_only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let own = request.app_data::<web::Data<App>>().map(|app| app.settings.server.public_url.clone());
    let allowed = request.method().is_safe() || own.is_some_and(|own| comes_from(request.headers(), &own));
    if allowed {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let refusal = WebError::from(ErrorKind::WrongOrigin).error_response();
    Ok(request.into_response(refusal))
}

/// Refuses what nobody followed: a picture or a script on somebody's page, or a browser that looks ahead, sends nobody
/// to a provider, and counts on nobody's allowance.
pub async fn followed_only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if is_followed(request.headers()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let refusal = WebError::from(ErrorKind::BadRequest).error_response();
    Ok(request.into_response(refusal))
}

/// Whether a person followed a link or sent a form; true where an old browser does not say.
pub fn is_followed(headers: &HeaderMap) -> bool {
    let navigates = headers.get(SEC_FETCH_MODE).is_none_or(|mode| mode == "navigate");
    navigates && !headers.contains_key(SEC_PURPOSE)
}

/// `Sec-Fetch-Site` cannot be set by a page; `Origin` cannot either, and names us by our configured address;
/// `Referer` is for old browsers. Whatever is there must agree; one of them must be there.
fn comes_from(headers: &HeaderMap, own: &Url) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let same = |address: &str| Url::parse(address).is_ok_and(|url| url.origin() == own.origin());
    let site = text(SEC_FETCH_SITE).map(|site| site == "same-origin");
    let origin = text(header::ORIGIN).map(same);
    let referer = text(header::REFERER).map(same);
    match (site, origin) {
        (Some(false), _) | (_, Some(false)) => false,
        (Some(true), _) | (_, Some(true)) => true,
        (None, None) => referer.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn check(given: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        comes_from(&headers, &Url::parse("https://id.example.com").unwrap())
    }

    #[test]
    fn k07_only_our_own_pages_may_change_anything() {
        assert!(check(&[("origin", "https://id.example.com")]));
        assert!(check(&[("sec-fetch-site", "same-origin")]));
        assert!(check(&[("sec-fetch-site", "same-origin"), ("origin", "https://id.example.com")]));
        assert!(check(&[("referer", "https://id.example.com/identity/login?x=y")]));
        let refused: [&[(&str, &str)]; 9] = [
            &[],
            &[("origin", "null")],
            &[("origin", "https://id.example.com.evil.example")],
            &[("origin", "http://id.example.com")],
            &[("origin", "https://id.example.com:8443")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://id.example.com")],
            &[("sec-fetch-site", "none")],
            &[("referer", "https://evil.example/https://id.example.com/")],
        ];
        for given in refused {
            assert!(!check(given), "{given:?}");
        }
    }
}
