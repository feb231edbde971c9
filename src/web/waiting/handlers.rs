//! `GET` of the waiting pages; its button posts to "continue".

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;

use super::{Cause, WaitingPage};
use crate::app::App;
use crate::http::{Visitor, WebError};
use crate::links;
use crate::web::Form;
use crate::web::send_on::see_other;
use crate::web::shop_page::{ShopPage, retry_later};

const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// After so many tries the page waits for the person.
const MOST_TRIES: u8 = 5;

/// Nobody is told to come back later than this, whatever the address says.
const LONGEST_WAIT: u16 = 600;

/// Tells the truth: signed in, but the shop's system does not answer.
pub async fn get(
    app: web::Data<App>,
    request: HttpRequest,
    tries: web::Path<u8>,
) -> Result<HttpResponse, WebError> {
    let tries = tries.into_inner();
    let mut page = ShopPage::of_link(&app, &request, &format!("{}/{tries}", links::WAITING)).await?;
    let wait = FIRST_WAIT * 2_i32.pow(tries.min(MOST_TRIES).into());
    match waiting(&app, &request, &mut page, (tries, Cause::Away, wait)).await? {
        Some(waiting) => page.answer(StatusCode::OK, &waiting),
        None => Ok(see_other(&page.link(links::LOGIN))),
    }
}

/// Tells the truth: signed in, but for so many seconds no more people can be let in.
pub async fn busy(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(u8, u16)>,
) -> Result<HttpResponse, WebError> {
    let (tries, seconds) = path.into_inner();
    let seconds = i64::from(seconds.clamp(1, LONGEST_WAIT));
    let mut page = ShopPage::of_link(&app, &request, &links::busy(tries, seconds)).await?;
    match waiting(&app, &request, &mut page, (tries, Cause::Busy, TimeDelta::seconds(seconds))).await? {
        Some(waiting) => Ok(retry_later(page.answer(StatusCode::SERVICE_UNAVAILABLE, &waiting)?, seconds)),
        None => Ok(see_other(&page.link(links::LOGIN))),
    }
}

/// The page; `None` for who is not signed in any more.
async fn waiting(
    app: &App,
    request: &HttpRequest,
    page: &mut ShopPage,
    (tries, cause, wait): (u8, Cause, TimeDelta),
) -> Result<Option<WaitingPage>, WebError> {
    let visitor = Visitor::resume(app, request, &page.visit.storefront.organization).await?;
    let Some(visitor) = visitor else { return Ok(None) };
    page.speak_to(&visitor.account);
    let next = tries.saturating_add(1).to_string();
    Ok(Some(WaitingPage {
        page: page.layout(),
        form: Form::to(page.link(links::CONTINUE)).carrying("tries", &next),
        cause,
        retry_after: (tries < MOST_TRIES).then_some(wait),
    }))
}
