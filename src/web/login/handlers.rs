//! `GET` and `POST` of the login page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ForgotLink, LoginAlert, LoginPage};
use crate::accounts::registration;
use crate::app::App;
use crate::foundation::{Email, Secret};
use crate::http::visitor::user_agent;
use crate::http::{Form as PostedForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::sign_in::{Browser, PasswordSignIn, SignInProblem, with_password};
use crate::storefronts::{Query, Visit};
use crate::web::continue_as::continue_as;
use crate::web::send_on::{enter, send_on};
use crate::web::shop_page::{ShopPage, retry_later};
use crate::web::{Field, Form, Problem};

/// Shows the form, or "Continue as …" to somebody who is signed in.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let visit = Visit::read(&app.settings, &query)?;
    let visitor = Visitor::resume(&app, &request, &visit.storefront.organization).await?;
    let email = visit.customer_email.clone().unwrap_or_default();
    let page = ShopPage::open(&app, &request, visit, links::LOGIN).await?;
    match visitor {
        Some(visitor) if page.visit.to_account => {
            send_on(&app, &request, &page, &visitor.session, &visitor.account, 0).await
        }
        Some(visitor) => continue_as(&page, &visitor),
        None => page.answer(StatusCode::OK, &arrival(&page, &email, &query)),
    }
}

/// Signs in.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::LOGIN).await?;
    let (email, password) = match check(&page, &posted) {
        Ok(typed) => typed,
        Err(form) => return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &*form),
    };
    let organization = page.visit.storefront.organization.clone();
    let previous = Visitor::resume(&app, &request, &organization).await?.map(|visitor| visitor.session);
    let attempt = PasswordSignIn {
        visit: &page.visit,
        email: &email,
        password: &password,
        browser: Browser {
            address: client_address(&request, &app.settings.server.trusted_proxies),
            user_agent: user_agent(&request),
            previous: previous.as_ref(),
        },
    };
    match with_password(&app, attempt).await {
        Ok(welcome) => enter(&app, &request, &page, &welcome).await,
        Err(problem) => {
            let begun = begun_here(&app, &request, &page, &email).await?;
            refused(&page, email.typed(), problem, begun)
        }
    }
}

/// Whether this browser has begun a sign-up with this address. It may be told: it is known to the browser
/// already, and the same whether or not the address has an account.
async fn begun_here(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    email: &Email,
) -> Result<bool, WebError> {
    let Some(token) = cookies::sign_up_token(request) else { return Ok(false) };
    let begun = registration::of_browser(app, &token).await?;
    let organization = &page.visit.storefront.organization;
    Ok(begun.is_some_and(|begun| {
        begun.completed_at.is_none() && begun.email == *email && begun.organization == *organization
    }))
}

fn arrival(page: &ShopPage, email: &str, query: &Query) -> LoginPage {
    let form = empty(page, email);
    match query.get("notice") {
        Some("confirmed") => form.with_alert(LoginAlert::AlreadyConfirmed),
        Some("expired") => form.with_alert(LoginAlert::LinkExpired),
        Some("password") => form.with_alert(LoginAlert::PasswordChanged),
        _ => form,
    }
}

fn empty(page: &ShopPage, email: &str) -> LoginPage {
    let mut form = LoginPage::new(page.layout(), Form::to(page.link(links::LOGIN)), email);
    form.signup_href = Some(page.link(links::SIGNUP));
    form.forgot = page.visit.reset_password_url.as_ref().map(|url| {
        let ours = page.visit.storefront.return_addresses.iter().any(|rule| rule.admits(url));
        // The link's words are the shop's, its target is whatever the link said: a stranger's host is named.
        let foreign_host = (!ours).then(|| url.host_str().unwrap_or_default().to_owned());
        ForgotLink { href: url.as_str().to_owned(), foreign_host }
    });
    form
}

fn check(page: &ShopPage, posted: &PostedForm) -> Result<(Email, Secret), Box<LoginPage>> {
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let password = posted.secret("customerPassword");
    match email {
        Some(email) if !password.is_empty() => Ok((email, password)),
        _ => {
            let mut form = empty(page, field.value());
            form.email = field;
            form.password.problem = password.is_empty().then_some(Problem::PasswordMissing);
            Err(Box::new(form))
        }
    }
}

fn refused(
    page: &ShopPage,
    email: &str,
    problem: SignInProblem,
    begun: bool,
) -> Result<HttpResponse, WebError> {
    let mut form = empty(page, email);
    form.code_href = begun.then(|| page.link(links::VERIFY));
    match problem {
        SignInProblem::Wrong => {
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form.with_alert(LoginAlert::WrongEmailOrPassword))
        }
        SignInProblem::Wait(wait) => {
            let alert = form.with_alert(LoginAlert::TooManyTries { wait });
            Ok(retry_later(page.answer(StatusCode::TOO_MANY_REQUESTS, &alert)?, wait.num_seconds()))
        }
        SignInProblem::Busy(_) => {
            let alert = form.with_alert(LoginAlert::Busy);
            Ok(retry_later(page.answer(StatusCode::SERVICE_UNAVAILABLE, &alert)?, 2))
        }
        SignInProblem::Failure(failure) => Err(failure.into()),
    }
}
