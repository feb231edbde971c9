//! The address, and the code of the letter.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{RecoverAlert, RecoverPage};
use crate::accounts::challenge::{self, Purpose};
use crate::app::App;
use crate::http::{Form as PostedForm, WebError, client_address, cookies};
use crate::links;
use crate::storefronts::{Query, Visit};
use crate::throttle::Refusal;
use crate::web::account::handlers::{named_or_first, shop_visit};
use crate::web::challenge::{Walk, begin, open, refused, resend as another, start_again};
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;
use crate::web::verify::VerifyWords;
use crate::web::{Field, Form, login, ways_in};

/// Where it goes. Whoever reads a mailbox comes into an account here: never in a frame (catalogue K16).
pub(super) const WALK: Walk = Walk {
    purpose: Purpose::Recover,
    words: VerifyWords::Recover,
    start: links::RECOVER,
    code: links::RECOVER_CODE,
    resend: links::RECOVER_RESEND,
    framed: false,
};

/// Asks for the address.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let page = shop_page(&app, &request, &query).await?;
    if !page.visit.storefront.password {
        return Ok(see_other(&page.link(links::LOGIN)));
    }
    let mut form = empty(&page, page.visit.customer_email.as_deref().unwrap_or_default());
    form.alert = (query.get("notice") == Some("expired")).then_some(RecoverAlert::Expired);
    page.answer(StatusCode::OK, &form)
}

/// Writes the letter. The answer is the same whether or not the address has an account (catalogue F01).
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = shop_page(&app, &request, &Query::read(request.query_string())).await?;
    // A shop without passwords has none to be forgotten: a new one would be a way in beside its providers.
    if !page.visit.storefront.password {
        return Ok(see_other(&page.link(links::LOGIN)));
    }
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let Some(email) = email else {
        return page
            .answer(StatusCode::UNPROCESSABLE_ENTITY, &RecoverPage { email: field, ..empty(&page, "") });
    };
    // And so it is for an address that belongs to a provider's people.
    if let Some(provider) = ways_in::by_domain(&app, &page.visit.storefront, &email) {
        return login::handlers::lead_on(&app, &request, &page, provider, &email).await;
    }
    match begin(&app, &request, &page, WALK, (&email, posted.work())).await {
        Ok(answer) => Ok(answer),
        Err(Refusal::Wait(wait)) => {
            let alert = Some(RecoverAlert::TooManyTries { wait });
            page.too_many(&RecoverPage { alert, ..empty(&page, email.typed()) }, wait)
        }
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}

/// Asks for the code.
pub async fn code(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some(step) = open(&app, &request, WALK).await? else { return Ok(start_again(&request, WALK)) };
    if step.challenge.is_proven(app.now()) {
        return Ok(see_other(&step.page.link(links::RECOVER_PASSWORD)));
    }
    step.page.answer(StatusCode::OK, &step.form(&app))
}

/// Checks it; on to the new password.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(step) = open(&app, &request, WALK).await? else { return Ok(start_again(&request, WALK)) };
    let typed = posted.secret("code");
    if let Some(problem) = Field::code_problem(&typed) {
        return step.mistyped(&app, problem);
    }
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let device = cookies::device_token(&request);
    match challenge::confirm(&app, &step.challenge, &typed, address, device.as_ref()).await {
        Ok(()) => Ok(see_other(&step.page.link(links::RECOVER_PASSWORD))),
        Err(problem) => {
            let refused = refused(&app, &request, step, problem).await?;
            Ok(refused.unwrap_or_else(|| start_again(&request, WALK)))
        }
    }
}

/// Sends another letter.
pub async fn resend(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(step) = open(&app, &request, WALK).await? else { return Ok(start_again(&request, WALK)) };
    another(&app, &request, step, posted.work()).await
}

/// A browser's password manager knows one address for every site (`/.well-known/change-password`): whoever is signed in
/// changes the password on the account page, and everybody else comes here from its sign-in page.
pub async fn well_known() -> HttpResponse {
    see_other(links::ACCOUNT_PASSWORD)
}

/// With a shop's link, or with its client id alone, as our letters name it, or with neither.
async fn shop_page(app: &App, request: &HttpRequest, query: &Query) -> Result<ShopPage, WebError> {
    let visit = if let Ok(visit) = Visit::read(&app.settings, query) {
        visit
    } else {
        shop_visit(named_or_first(app, query)?, query)?
    };
    Ok(ShopPage::open(app, request, visit, links::RECOVER).await?.unframed().priced(app, request).await?)
}

fn empty(page: &ShopPage, email: &str) -> RecoverPage {
    RecoverPage {
        page: page.layout(),
        form: Form::to(page.link(links::RECOVER)).at_the_price_of(page.puzzle.clone()),
        email: Field::email(email),
        alert: None,
        login_href: page.link(links::LOGIN),
    }
}
