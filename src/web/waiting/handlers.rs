//! `GET` of the waiting page; its button posts to "continue".

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;

use super::WaitingPage;
use crate::app::App;
use crate::http::{Visitor, WebError};
use crate::links;
use crate::web::Form;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;

const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// After so many tries the page waits for the person.
const MOST_TRIES: u8 = 5;

/// Tells the truth: signed in, but the shop's system does not answer.
pub async fn get(
    app: web::Data<App>,
    request: HttpRequest,
    tries: web::Path<u8>,
) -> Result<HttpResponse, WebError> {
    let tries = tries.into_inner();
    let page = ShopPage::of_link(&app, &request, &format!("{}/{tries}", links::WAITING)).await?;
    if Visitor::resume(&app, &request, &page.visit.storefront.organization).await?.is_none() {
        return Ok(see_other(&page.link(links::LOGIN)));
    }
    let next = tries.saturating_add(1).to_string();
    let waiting = WaitingPage {
        page: page.layout(),
        form: Form::to(page.link(links::CONTINUE)).carrying("tries", &next),
        retry_after: (tries < MOST_TRIES).then(|| FIRST_WAIT * 2_i32.pow(tries.into())),
    };
    page.answer(StatusCode::OK, &waiting)
}
