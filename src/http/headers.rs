//! The security headers of every answer. What differs from page to page (where its form may lead, whose
//! pictures it shows, who may frame it) is said by the page in a [`PagePolicy`]; all else is nothing at all.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::app::App;

/// What a page needs beyond the rule.
#[derive(Clone, Debug, Default)]
pub struct PagePolicy {
    /// Origins that its forms may end up at: a browser also checks where the answer to a form redirects.
    pub form_targets: Vec<String>,
    /// Origins of its pictures.
    pub image_origins: Vec<String>,
    /// Origins that may show it in a frame; none by default, against clickjacking (catalogue K16).
    pub framed_by: Vec<String>,
}

impl PagePolicy {
    fn content_security_policy(&self) -> String {
        let list =
            |origins: &[String]| origins.iter().fold(String::new(), |list, origin| list + " " + origin);
        let ancestors = if self.framed_by.is_empty() { " 'none'".to_owned() } else { list(&self.framed_by) };
        format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'{}; form-action 'self'{}; \
             frame-ancestors{ancestors}; base-uri 'none'",
            list(&self.image_origins),
            list(&self.form_targets),
        )
    }
}

/// Adds the headers that the answer does not carry yet.
pub async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let encrypted = request
        .app_data::<web::Data<App>>()
        .is_some_and(|app| app.settings.server.public_url.scheme() == "https");
    let mut response = next.call(request).await?;
    let policy = response.response().extensions().get::<PagePolicy>().cloned().unwrap_or_default();
    let headers = response.headers_mut();
    let csp = HeaderValue::from_str(&policy.content_security_policy());
    add(
        headers,
        header::CONTENT_SECURITY_POLICY,
        csp.unwrap_or(HeaderValue::from_static("default-src 'none'")),
    );
    if policy.framed_by.is_empty() {
        add(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    for (name, value) in RULES {
        add(headers, HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if encrypted {
        add(headers, header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    Ok(response)
}

/// `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` along with our own forms,
/// and the origin check could not tell them from foreign ones. Towards shops no referrer is sent either way.
const RULES: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("cache-control", "no-store"),
];

fn add(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}
