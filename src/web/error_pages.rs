//! Every answer that is an error becomes a page in our words: what a handler refused, what the router did not
//! find, what was too large to read.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, HeaderMap, RETRY_AFTER, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError as _, web};

use chrono::TimeDelta;

use super::Layout;
use super::error::{ErrorKind as Words, ErrorPage};
use super::shop_page::{ShopPage, preferred_language, render};
use crate::app::App;
use crate::config::Language;
use crate::http::headers::PagePolicy;
use crate::http::request_log::request_id;
use crate::http::{ErrorKind, WebError};
use crate::storefronts::{Query, Visit, by_client_id};

/// Puts a page into answers that are errors without one.
pub async fn error_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let status = response.status();
    // A page of a screen carries its policy; it says already what is wrong.
    let is_page = response.response().extensions().get::<PagePolicy>().is_some();
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let kind = response.response().extensions().get::<ErrorKind>().cloned();
    let kind = kind.unwrap_or_else(|| ErrorKind::of_status(status));
    let (request, response) = response.into_parts();
    let page = error_page(&request, &kind).await.unwrap_or_else(|error| error.error_response());
    Ok(ServiceResponse::new(request, keeping_headers(page, response.headers())))
}

async fn error_page(request: &HttpRequest, kind: &ErrorKind) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    if let Some(shop) = known_shop(request, kind, &query).await {
        return shop.answer(kind.status(), &ErrorPage::new(without_languages(shop.layout()), words(kind)));
    }
    let asked = query.language();
    let language = asked.or_else(|| preferred_language(request, &Language::ALL)).unwrap_or(Language::ALL[0]);
    let layout = without_languages(Layout::plain(language, request.path()));
    let mut page = ErrorPage::new(layout, words(kind));
    page.request_id =
        [ErrorKind::Internal, ErrorKind::Unavailable].contains(kind).then(|| request_id(request));
    render(kind.status(), &page, PagePolicy::default())
}

/// The shop of a link that is wrong in some other way: its front page is the way back. Nothing else of the
/// link is used.
async fn known_shop(request: &HttpRequest, kind: &ErrorKind, query: &Query) -> Option<ShopPage> {
    if [ErrorKind::Internal, ErrorKind::Unavailable].contains(kind) {
        return None;
    }
    let app = request.app_data::<web::Data<App>>()?;
    let storefront = by_client_id(&app.settings, query.get("clientId")?)?;
    let lang = query.language();
    let visit =
        Visit { lang: lang.filter(|l| storefront.languages.contains(l)), ..Visit::to_home(storefront)? };
    ShopPage::open(app, request, visit, request.path()).await.ok()
}

/// An error cannot be asked for again in another language: it may have been the answer to a form.
fn without_languages(mut layout: Layout) -> Layout {
    layout.languages.clear();
    layout
}

fn words(kind: &ErrorKind) -> Words {
    match kind {
        ErrorKind::MissingParameter(names) => {
            Words::MissingParameter { names: names.iter().map(ToString::to_string).collect() }
        }
        ErrorKind::UnknownShop => Words::UnknownShop,
        ErrorKind::ScopeRefused => Words::ScopeNotAllowed,
        ErrorKind::AddressRefused => Words::ReturnAddressNotAllowed,
        ErrorKind::NotFound | ErrorKind::MethodNotAllowed => Words::NotFound,
        ErrorKind::WrongOrigin | ErrorKind::Expired | ErrorKind::BadRequest => Words::Expired,
        ErrorKind::TooLarge => Words::TooLarge,
        ErrorKind::TooManyRequests { seconds } => {
            Words::TooManyRequests { wait: TimeDelta::seconds((*seconds).max(1)) }
        }
        ErrorKind::Unavailable => Words::Unavailable,
        ErrorKind::Internal => Words::Internal,
    }
}

fn keeping_headers(mut page: HttpResponse, headers: &HeaderMap) -> HttpResponse {
    for name in [ALLOW, SET_COOKIE, RETRY_AFTER] {
        for value in headers.get_all(&name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}
