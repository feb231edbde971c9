//! Going on as the person who is signed in, or as somebody else.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::ContinueAsPage;
use crate::app::App;
use crate::http::{Form as PostedForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::sign_in::farewell;
use crate::storefronts::{Query, Visit};
use crate::web::Form;
use crate::web::send_on::{see_other, send_on};
use crate::web::shop_page::ShopPage;
use crate::web::ways_in;

/// The page for a visitor who is signed in already.
pub(in crate::web) fn continue_as(page: &ShopPage, visitor: &Visitor) -> Result<HttpResponse, WebError> {
    let question = ContinueAsPage {
        page: page.layout(),
        email: visitor.account.email.masked(),
        form: Form::to(page.link(links::CONTINUE)),
        other_account: Form::to(page.link(links::SWITCH)),
    };
    page.answer(StatusCode::OK, &question)
}

/// A reload of what was a form: the question again.
pub async fn get(request: HttpRequest) -> HttpResponse {
    see_other(&links::with_query(links::LOGIN, request.query_string()))
}

/// Goes on to the shop.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::LOGIN).await?;
    let Some(visitor) = Visitor::resume(&app, &request, &page.visit.storefront.organization).await? else {
        return Ok(see_other(&ways_in::all_ways(&page.visit)));
    };
    let tries = posted.text("tries").parse().unwrap_or(0);
    send_on(&app, &request, &page, &visitor.session, &visitor.account, tries).await
}

/// Signs this browser out and asks who is there.
pub async fn switch(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = Visit::read(&app.settings, &Query::read(request.query_string()))?;
    let organization = visit.storefront.organization.clone();
    if let Some(visitor) = Visitor::resume(&app, &request, &organization).await? {
        farewell(&app, &visitor.session, client_address(&request, &app.settings.server.trusted_proxies))
            .await?;
    }
    // All ways, and none that lets the same person in again unasked.
    let answer = see_other(&ways_in::all_ways(&Visit { asks_anew: true, ..visit }));
    Ok(cookies::signed_out(answer, &organization)?)
}
