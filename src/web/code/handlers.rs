//! The letter, and its code.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::accounts::challenge::Purpose;
use crate::app::App;
use crate::http::{Form as PostedForm, Visitor, WebError, cookies};
use crate::links;
use crate::sign_in::{CodeSignInProblem, with_mailed_code};
use crate::throttle::Refusal;
use crate::web::arrival::{ArrivalProblem, handlers as arrival};
use crate::web::browser::browser;
use crate::web::challenge::{Step, Walk, begin, open, refused, resend as another, start_again};
use crate::web::login::{self, LoginAlert};
use crate::web::send_on::{enter as go_in, see_other, send_on};
use crate::web::shop_page::ShopPage;
use crate::web::verify::VerifyWords;
use crate::web::{Field, ways_in};

const WALK: Walk = Walk {
    purpose: Purpose::SignIn,
    words: VerifyWords::SignIn,
    start: links::LOGIN,
    code: links::CODE_ENTER,
    resend: links::CODE_RESEND,
    framed: true,
};

/// A reload of what was a form.
pub async fn get(request: HttpRequest) -> HttpResponse {
    see_other(&links::with_query(links::LOGIN, request.query_string()))
}

/// Writes the letter. The answer is the same whether or not the address has an account (catalogue F04).
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::LOGIN).await?;
    if !page.visit.storefront.mailed_code {
        return Ok(get(request).await);
    }
    let page = page.priced(&app, &request).await?;
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let Some(email) = email else {
        let mut form = login::handlers::empty(&app, &page, field.value());
        form.email = field;
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    };
    if let Some(provider) = ways_in::by_domain(&app, &page.visit.storefront, &email) {
        return login::handlers::lead_on(&app, &request, &page, provider, &email).await;
    }
    match begin(&app, &request, &page, WALK, (&email, posted.work())).await {
        Ok(answer) => Ok(answer),
        Err(Refusal::Wait(wait)) => {
            let form = login::handlers::empty(&app, &page, email.typed());
            page.too_many(&form.with_alert(LoginAlert::TooManyTries { wait }), wait)
        }
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}

/// Asks for the code.
pub async fn code(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some(step) = open(&app, &request, WALK).await? else { return Ok(start_again(&request, WALK)) };
    if step.challenge.used_at.is_some() {
        return signed_in_already(&app, &request, &step.page).await;
    }
    step.page.answer(StatusCode::OK, &step.form(&app))
}

/// Checks it, and signs in.
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
    let browser = browser(&app, &request, &step.page).await?;
    let Step { challenge, page, .. } = &step;
    match with_mailed_code(&app, challenge, &typed, &page.visit, &browser).await {
        Ok(welcome) => {
            let answer = go_in(&app, &request, page, &welcome).await?;
            Ok(cookies::with_cookie(answer, &cookies::no_challenge(Purpose::SignIn))?)
        }
        Err(CodeSignInProblem::Locked) => arrival::answer(&request, page, ArrivalProblem::Locked, "", ""),
        Err(CodeSignInProblem::Failure(failure)) => Err(failure.into()),
        Err(CodeSignInProblem::Code(problem)) => match refused(&app, &request, step, problem).await? {
            Some(answer) => Ok(answer),
            None => already(&app, &request).await,
        },
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

async fn already(app: &App, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(app, request, links::LOGIN).await?;
    signed_in_already(app, request, &page).await
}

/// The back button, or the same code posted twice: whoever is signed in goes on, others begin again.
async fn signed_in_already(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
) -> Result<HttpResponse, WebError> {
    match Visitor::resume(app, request, &page.visit.storefront.organization).await? {
        Some(visitor) => send_on(app, request, page, &visitor.session, &visitor.account, 0).await,
        None => Ok(start_again(request, WALK)),
    }
}
