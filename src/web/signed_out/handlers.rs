//! Signing out: the question, the deed, and the page after it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::SignedOutPage;
use crate::app::App;
use crate::http::{ErrorKind, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::sign_in::farewell;
use crate::storefronts::{Query, Visit, by_client_id};
use crate::web::Form;
use crate::web::account::handlers::shop_visit;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;
use crate::web::sign_out::SignOutPage;

/// Asks. A GET never signs out: a picture on any page could do that (catalogue B19).
pub async fn ask(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let Some(visitor) = Visitor::resume(&app, &request, &visit.storefront.organization).await? else {
        return Ok(see_other(&links::with_query(links::SIGNED_OUT, &visit.to_query())));
    };
    let page = ShopPage::open(&app, &request, visit, links::LOGOUT).await?;
    let question = SignOutPage {
        page: page.layout(),
        email: visitor.account.email.masked(),
        form: Form::to(page.link(links::LOGOUT)),
        stay_href: Some(page.visit.return_to.as_str().to_owned()),
    };
    page.answer(StatusCode::OK, &question)
}

/// Signs out here; what Commerce Layer still has to revoke is retried until it is done.
pub async fn post(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let organization = visit.storefront.organization.clone();
    if let Some(visitor) = Visitor::resume(&app, &request, &organization).await? {
        farewell(&app, &visitor.session, client_address(&request, &app.settings.server.trusted_proxies))
            .await?;
    }
    let answer = see_other(&links::with_query(links::SIGNED_OUT, &visit.to_query()));
    Ok(cookies::signed_out(answer, &organization)?)
}

/// The page after it.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let signed_in = Visitor::resume(&app, &request, &visit.storefront.organization).await?.is_some();
    let page = ShopPage::open(&app, &request, visit, links::SIGNED_OUT).await?;
    if signed_in {
        return Ok(see_other(&page.link(links::LOGOUT)));
    }
    let farewell = SignedOutPage {
        page: page.layout(),
        already: false,
        elsewhere: None,
        login_href: Some(page.link(links::LOGIN)),
    };
    page.answer(StatusCode::OK, &farewell)
}

/// The shop's link: `clientId` is required where there are several shops; a return address that is not on the
/// list leads to the shop's front page instead.
fn read(app: &App, request: &HttpRequest) -> Result<Visit, WebError> {
    let query = Query::read(request.query_string());
    let storefront = match (query.get("clientId"), app.settings.storefronts.as_slice()) {
        (Some(client_id), _) => by_client_id(&app.settings, client_id).ok_or(ErrorKind::UnknownShop)?,
        (None, [only]) => only,
        (None, _) => return Err(ErrorKind::MissingParameter(vec!["clientId"]).into()),
    };
    shop_visit(storefront, &query)
}
