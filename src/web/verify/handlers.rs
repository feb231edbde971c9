//! The page of the mailed code, for the browser that began the sign-up.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{VerifyAlert, VerifyPage};
use crate::accounts::registration::{self, Registration};
use crate::app::App;
use crate::credentials::mailed_code::{CodeProblem, ResendProblem};
use crate::http::{ErrorKind, Form as PostedForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::sign_in::{ConfirmedSignIn, confirm_sign_up};
use crate::storefronts::{Query, Visit};
use crate::web::browser::browser;
use crate::web::send_on::{enter, see_other, send_on};
use crate::web::shop_page::ShopPage;
use crate::web::{Field, Form, Problem};

/// Asks for the code.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((registration, page)) = open(&app, &request).await? else { return start_again(&app, &request) };
    if registration.completed_at.is_some() {
        return already_confirmed(&app, &request, &page, &registration).await;
    }
    page.answer(StatusCode::OK, &form(&app, &page, &registration))
}

/// Checks the code: the account is made, and this browser is signed in.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((registration, page)) = open(&app, &request).await? else { return start_again(&app, &request) };
    let typed = posted.secret("code");
    if let Some(problem) = Field::code_problem(&typed) {
        let mut form = form(&app, &page, &registration);
        form.code.problem = Some(problem);
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    }
    let browser = browser(&app, &request, &page).await?;
    match confirm_sign_up(&app, &registration, &page.visit, &typed, &browser).await {
        Ok(ConfirmedSignIn::Welcome(welcome)) => enter(&app, &request, &page, &welcome).await,
        Ok(ConfirmedSignIn::AccountExists) => Ok(to_login(&page, &registration)),
        Err(problem) => refused(&app, &request, &page, &registration, problem).await,
    }
}

/// Sends another code.
pub async fn resend(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((registration, page)) = open(&app, &request).await? else { return start_again(&app, &request) };
    let asked = (address(&app, &request), posted.work());
    let sent = registration::resend(&app, &registration, &page.shop(), asked).await;
    let registration = reread(&app, &request, registration).await?;
    let form = form(&app, &page, &registration);
    match sent {
        Ok(()) => page.answer(StatusCode::OK, &form.with_alert(VerifyAlert::NewCodeSent)),
        Err(ResendProblem::Wait(wait)) => {
            page.too_many(&form.with_alert(VerifyAlert::ResendTooEarly { wait }), wait)
        }
        Err(ResendProblem::TooMany) => Ok(expired_sign_up(&page)),
        Err(ResendProblem::Completed) => already_confirmed(&app, &request, &page, &registration).await,
        Err(ResendProblem::Failure(failure)) => Err(failure.into()),
    }
}

/// The sign-up of this browser, and its page. Its visit is the one kept with it; the address only says in
/// which language the person now reads.
async fn open(app: &App, request: &HttpRequest) -> Result<Option<(Registration, ShopPage)>, WebError> {
    let Some(token) = cookies::sign_up_token(request) else { return Ok(None) };
    let Some(registration) = registration::of_browser(app, &token).await? else { return Ok(None) };
    let Some(mut visit) = registration.visit(app) else { return Ok(None) };
    let asked = Visit::read(&app.settings, &Query::read(request.query_string())).ok();
    visit.lang = asked.and_then(|asked| asked.lang).or(visit.lang);
    let page = ShopPage::open(app, request, visit, links::VERIFY).await?.priced(app, request).await?;
    Ok(Some((registration, page)))
}

fn address(app: &App, request: &HttpRequest) -> Option<IpAddr> {
    client_address(request, &app.settings.server.trusted_proxies)
}

async fn reread(app: &App, request: &HttpRequest, old: Registration) -> Result<Registration, WebError> {
    let Some(token) = cookies::sign_up_token(request) else { return Ok(old) };
    Ok(registration::of_browser(app, &token).await?.unwrap_or(old))
}

/// No sign-up belongs to this browser (any more): back to the form, with the shop's link if there is one.
fn start_again(app: &App, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    match Visit::read(&app.settings, &Query::read(request.query_string())) {
        Ok(visit) => {
            let query = format!("notice=expired&{}", visit.to_query());
            Ok(see_other(&links::with_query(links::SIGNUP, &query)))
        }
        Err(_) => Err(ErrorKind::Expired.into()),
    }
}

fn expired_sign_up(page: &ShopPage) -> HttpResponse {
    let query = format!("notice=expired&{}", page.visit.to_query());
    see_other(&links::with_query(links::SIGNUP, &query))
}

fn form(app: &App, page: &ShopPage, registration: &Registration) -> VerifyPage {
    let (confirm, resend) = (page.link(links::VERIFY), page.link(links::VERIFY_RESEND));
    let email = registration.email.typed();
    let resend = Form::to(resend).at_the_price_of(page.puzzle.clone());
    let mut form = VerifyPage::new(page.layout(), Form::to(confirm), resend, email);
    let wait = registration.resend_wait(app.now());
    form.resend_wait = (wait > chrono::TimeDelta::zero()).then_some(wait);
    form.start_again_href = Some(page.link(links::SIGNUP));
    form.delayed_until(registration.code_sent_at, app.now())
}

/// The back button, or the same code posted twice: whoever is signed in goes on, others are asked for the
/// password.
async fn already_confirmed(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    registration: &Registration,
) -> Result<HttpResponse, WebError> {
    match Visitor::resume(app, request, &registration.organization).await? {
        Some(visitor) if visitor.account.email == registration.email => {
            send_on(app, request, page, &visitor.session, &visitor.account, 0).await
        }
        _ => Ok(to_login(page, registration)),
    }
}

fn to_login(page: &ShopPage, registration: &Registration) -> HttpResponse {
    let query = format!("notice=confirmed&{}", page.visit.to_query_with_email(&registration.email));
    see_other(&links::with_query(links::LOGIN, &query))
}

async fn refused(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    registration: &Registration,
    problem: CodeProblem,
) -> Result<HttpResponse, WebError> {
    // The same code posted twice at once: the second must not be told that it came too often or too late.
    let registration = &reread(app, request, registration.clone()).await?;
    if registration.completed_at.is_some() {
        return already_confirmed(app, request, page, registration).await;
    }
    match problem {
        CodeProblem::Wrong { tries_left } => {
            let mut form = form(app, page, registration);
            form.code.problem = Some(Problem::CodeWrong { left: tries_left.unsigned_abs() });
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        CodeProblem::Expired => {
            renew(app, request, page, registration, VerifyAlert::ExpiredNewCodeSent).await
        }
        CodeProblem::Exhausted => {
            renew(app, request, page, registration, VerifyAlert::TooManyTriesNewCodeSent).await
        }
        CodeProblem::Completed => already_confirmed(app, request, page, registration).await,
        CodeProblem::Wait(wait) => {
            let form = form(app, page, registration).with_alert(VerifyAlert::TooManyTries { wait });
            page.too_many(&form, wait)
        }
        CodeProblem::Failure(failure) => Err(failure.into()),
    }
}

/// A code that cannot work any more is replaced at once, as far as letters may be sent.
async fn renew(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    registration: &Registration,
    alert: VerifyAlert,
) -> Result<HttpResponse, WebError> {
    match registration::resend(app, registration, &page.shop(), (address(app, request), None)).await {
        Ok(()) => {
            let registration = reread(app, request, registration.clone()).await?;
            let form = form(app, page, &registration).with_alert(alert);
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        Err(ResendProblem::Wait(wait)) => {
            let form = form(app, page, registration).with_alert(VerifyAlert::TooManyTries { wait });
            page.too_many(&form, wait)
        }
        Err(ResendProblem::TooMany) => Ok(expired_sign_up(page)),
        Err(ResendProblem::Completed) => already_confirmed(app, request, page, registration).await,
        Err(ResendProblem::Failure(failure)) => Err(failure.into()),
    }
}
