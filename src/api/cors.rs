//! Which pages may read an answer: those of the storefront's own origins, compared as whole texts, with
//! credentials. Never a wildcard, never an echo of what was asked (catalogue C06).

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::config::StorefrontSettings;
use crate::storefronts::Query;

/// Where a request says that it comes from.
pub enum Origin {
    /// A page of the storefront.
    Listed(HeaderValue),
    /// A page of anybody else.
    Foreign,
    /// No page says so: not a script of another origin, which browsers let say nothing else.
    Unsaid,
}

impl Origin {
    /// The origin of `request`, as `storefront` sees it.
    pub fn of(request: &HttpRequest, storefront: &StorefrontSettings) -> Self {
        let mut said = request.headers().get_all(ORIGIN);
        match (said.next(), said.next()) {
            (None, _) => Self::Unsaid,
            (Some(origin), None) if is_listed(origin, storefront) => Self::Listed(origin.clone()),
            // Two are read one way here and another way elsewhere.
            (Some(_), _) => Self::Foreign,
        }
    }

    /// Allows the asking page to read `answer`, if it is one of the storefront's.
    pub fn allow(&self, mut answer: HttpResponse) -> HttpResponse {
        let headers = answer.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Self::Listed(origin) = self {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        answer
    }
}

/// The answer to a preflight of any endpoint. It has no body, and so may not name the storefront: then a page of any
/// of them may go on to ask, and the answer itself is allowed to its own storefront's pages alone.
pub async fn preflight(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let query = Query::of_form(request.query_string());
    let named = query.get("client_id");
    let origin = app
        .settings
        .storefronts
        .iter()
        .filter(|storefront| named.is_none_or(|named| named == storefront.client.client_id))
        .map(|storefront| Origin::of(&request, storefront))
        .find(|origin| matches!(origin, Origin::Listed(_)));
    let answer = HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Content-Type, X-Vestibule"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "600"))
        .finish();
    origin.unwrap_or(Origin::Unsaid).allow(answer)
}

fn is_listed(origin: &HeaderValue, storefront: &StorefrontSettings) -> bool {
    origin.to_str().is_ok_and(|origin| storefront.origins.iter().any(|listed| listed == origin))
}
