//! The question about the cart, and its answer. The answer takes only what is bound to the account already: no id of
//! an order stands in the form (catalogue M05).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::CartPage;
use crate::accounts::Account;
use crate::app::App;
use crate::config::CartPolicy;
use crate::http::{ErrorKind, Form as PostedForm, Visitor, WebError};
use crate::links;
use crate::orders::{self, Asked, Choice, Variant, Whose};
use crate::sessions::Session;
use crate::web::send_on::{see_other, send_on};
use crate::web::shop_page::ShopPage;
use crate::web::{Form, ways_in};

/// Whether the person has to choose before going on.
pub(in crate::web) async fn has_to_choose(
    app: &App,
    page: &ShopPage,
    session: &Session,
    account: &Account,
) -> Result<bool, WebError> {
    if page.visit.storefront.cart != CartPolicy::Ask {
        return Ok(false);
    }
    let variant = Variant::default();
    Ok(orders::has_to_choose(app, &asked(page, session, account, &variant)).await?)
}

/// Asks. Who has nothing to choose is asked whether to go on: a link alone hands no account to a shop.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let mut page = ShopPage::of_link(&app, &request, links::CART).await?;
    let visitor = Visitor::resume(&app, &request, &page.visit.storefront.organization).await?;
    let Some(visitor) = visitor else { return Ok(see_other(&ways_in::all_ways(&page.visit))) };
    page.speak_to(&visitor.account);
    if !has_to_choose(&app, &page, &visitor.session, &visitor.account).await? {
        return Ok(see_other(&page.link(links::LOGIN)));
    }
    let form = |choice| Form::to(page.link(links::CART)).carrying("choice", choice);
    page.answer(StatusCode::OK, &CartPage { page: page.layout(), take: form("take"), keep: form("keep") })
}

/// Takes the answer, and goes on to the shop.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::CART).await?;
    let visitor = Visitor::resume(&app, &request, &page.visit.storefront.organization).await?;
    let Some(Visitor { session, account }) = visitor else {
        return Ok(see_other(&ways_in::all_ways(&page.visit)));
    };
    let choice = match posted.text("choice") {
        "take" => Choice::Take,
        "keep" => Choice::Keep,
        _ => return Err(ErrorKind::BadRequest.into()),
    };
    let variant = Variant::default();
    orders::choose(&app, &asked(&page, &session, &account, &variant), choice).await?;
    send_on(&app, &request, &page, &session, &account, 0).await
}

fn asked<'a>(
    page: &'a ShopPage,
    session: &'a Session,
    account: &'a Account,
    variant: &'a Variant,
) -> Asked<'a> {
    let whose = Whose::Account { session, account };
    let visit = &page.visit;
    Asked { whose, storefront: &visit.storefront, scope: &visit.scope, variant, address: None }
}
