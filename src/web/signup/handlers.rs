//! `GET` and `POST` of the sign-up page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{SignupAlert, SignupPage};
use crate::accounts::registration::{self, SignUp, SignUpProblem};
use crate::app::App;
use crate::credentials::{LONGEST_PASSWORD, PasswordProblem, check_new_password};
use crate::foundation::{Email, Secret};
use crate::http::{Form as PostedForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::storefronts::{Query, Visit};
use crate::web::continue_as::continue_as;
use crate::web::send_on::see_other;
use crate::web::shop_page::{ShopPage, retry_later};
use crate::web::{Field, Form, Problem, ways_in};

/// Shows the form, or "Continue as …" to somebody who is signed in.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let visit = Visit::read(&app.settings, &query)?;
    let visitor = Visitor::resume(&app, &request, &visit.storefront.organization).await?;
    let email = visit.customer_email.clone().unwrap_or_default();
    let page = ShopPage::open(&app, &request, visit, links::SIGNUP).await?;
    if let Some(visitor) = visitor {
        return continue_as(&page, &visitor);
    }
    let mut form = empty(&app, &page, &email);
    form.alert = (query.get("notice") == Some("expired")).then_some(SignupAlert::Expired);
    page.answer(StatusCode::OK, &form)
}

/// Begins a sign-up. The answer is the same whether or not the address has an account (catalogue F05).
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::SIGNUP).await?;
    if !page.visit.storefront.password {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &empty(&app, &page, ""));
    }
    let (email, password) = match check(&app, &page, &posted) {
        Ok(typed) => typed,
        Err(form) => return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &*form),
    };
    let sign_up = SignUp {
        visit: &page.visit,
        email: &email,
        password: &password,
        shop: &page.shop(),
        language: page.language,
        address: client_address(&request, &app.settings.server.trusted_proxies),
    };
    match registration::begin(&app, sign_up).await {
        Ok(token) => {
            let answer = see_other(&page.link(links::VERIFY));
            Ok(cookies::with_cookie(answer, &cookies::sign_up(&token))?)
        }
        Err(problem) => refused(&app, &page, email.typed(), problem),
    }
}

fn empty(app: &App, page: &ShopPage, email: &str) -> SignupPage {
    let min = app.settings.passwords.min_length;
    let mut form = SignupPage::new(page.layout(), Form::to(page.link(links::SIGNUP)), email, min);
    form.providers = ways_in::buttons(app, page);
    form.password_offered = page.visit.storefront.password;
    form.login_href = Some(page.link(links::LOGIN));
    form
}

fn check(app: &App, page: &ShopPage, posted: &PostedForm) -> Result<(Email, Secret), Box<SignupPage>> {
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let password = posted.secret("customerPassword");
    let mut form = empty(app, page, field.value());
    form.email = field;
    form.password.problem = if password.is_empty() {
        Some(Problem::PasswordMissing)
    } else {
        let checked =
            check_new_password(&app.settings.passwords, &password, email.as_ref(), &page.shop().name);
        checked.err().map(|problem| words(app, problem))
    };
    let differ = !password.is_empty() && password != posted.secret("customerConfirmPassword");
    form.confirmation.problem = differ.then_some(Problem::PasswordsDiffer);
    match email {
        Some(email) if form.password.problem.is_none() && !differ => Ok((email, password)),
        _ => Err(Box::new(form)),
    }
}

fn refused(
    app: &App,
    page: &ShopPage,
    email: &str,
    problem: SignUpProblem,
) -> Result<HttpResponse, WebError> {
    let mut form = empty(app, page, email);
    match problem {
        SignUpProblem::Password(problem) => {
            form.password.problem = Some(words(app, problem));
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        SignUpProblem::Wait(wait) => {
            form.alert = Some(SignupAlert::TooManyTries { wait });
            Ok(retry_later(page.answer(StatusCode::TOO_MANY_REQUESTS, &form)?, wait.num_seconds()))
        }
        SignUpProblem::Busy(_) => {
            form.alert = Some(SignupAlert::Busy);
            Ok(retry_later(page.answer(StatusCode::SERVICE_UNAVAILABLE, &form)?, 2))
        }
        SignUpProblem::Failure(failure) => Err(failure.into()),
    }
}

/// What is wrong with a new password, as a field says it.
pub(in crate::web) fn words(app: &App, problem: PasswordProblem) -> Problem {
    match problem {
        PasswordProblem::TooShort => Problem::PasswordTooShort { min: app.settings.passwords.min_length },
        PasswordProblem::TooLong => Problem::PasswordTooLong { max: LONGEST_PASSWORD },
        PasswordProblem::Common => Problem::PasswordTooCommon,
        PasswordProblem::Guessable(weakness) => Problem::PasswordGuessable(weakness),
        PasswordProblem::HoldsEmail => Problem::PasswordHoldsEmail,
        PasswordProblem::HoldsShop => Problem::PasswordHoldsShop,
    }
}
