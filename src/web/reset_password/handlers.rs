//! The page behind the reset links of the Commerce Layer dashboard and of shops (contract 0.2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ResetAlert, ResetForm, ResetPasswordPage, ResetState};
use crate::accounts::reset::{Reset, ResetProblem, reset_password};
use crate::app::{App, Failure};
use crate::commerce_layer::PasswordReset;
use crate::credentials::{NewPassword, check_new_password};
use crate::foundation::{Email, Secret};
use crate::http::{ErrorKind, Form as PostedForm, WebError, client_address};
use crate::links;
use crate::sign_in::replace_password;
use crate::storefronts::{Query, by_client_id};
use crate::web::account::handlers::shop_visit;
use crate::web::browser::browser;
use crate::web::shop_page::{ShopPage, retry_later};
use crate::web::signup::handlers::begin;
use crate::web::{Form, new_password};

/// Asks for the new password.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let (page, reset) = open(&app, &request).await?;
    match reset {
        Some(reset) => answer(&page, StatusCode::OK, ResetState::Asked(Box::new(form(&app, &page, &reset)))),
        None => invalid(&page),
    }
}

/// Sets it.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let (page, reset) = open(&app, &request).await?;
    let Some(reset) = reset else { return invalid(&page) };
    let mut form = form(&app, &page, &reset);
    let password = new_password::read(&app, &page, None, &posted, &mut form.password, &mut form.confirmation);
    let Some(password) = password else {
        return answer(&page, StatusCode::UNPROCESSABLE_ENTITY, ResetState::Asked(Box::new(form)));
    };
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    // Read before the reset is used up: from there on as little as can be may fail.
    let browser = browser(&app, &request, &page).await?;
    match reset_password(&app, &page.visit, &reset, &password, address).await {
        Ok(Reset::Done { account, hash }) => match replace_password(&app, &account, &hash, &browser).await {
            Ok(true) => {
                let login_href = Some(page.link(links::LOGIN));
                answer(&page, StatusCode::OK, ResetState::Done { login_href })
            }
            Ok(false) => answer(&page, StatusCode::FORBIDDEN, ResetState::Locked),
            Err(failure) => halfway(&page, &failure),
        },
        Ok(Reset::NoAccount(email)) => sign_up(&app, &request, &page, &email, &password).await,
        Err(problem) => refused(&app, &page, form, problem),
    }
}

/// The customer has no account here yet: the new password begins one, and a mailed code proves the address. Only
/// now the address is known, and whether the password is made of it.
async fn sign_up(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    email: &Email,
    password: &NewPassword,
) -> Result<HttpResponse, WebError> {
    let shop = page.shop().name;
    let password = check_new_password(&app.settings.passwords, password.secret(), Some(email), &shop);
    if let Ok(password) = password
        && let Ok(begun) = begin(app, request, page, (email, &password), None).await
    {
        return Ok(begun);
    }
    // The password is set at Commerce Layer; signing up can be done from its own page at any time.
    answer(page, StatusCode::OK, ResetState::Done { login_href: Some(page.link(links::SIGNUP)) })
}

/// The three parameters of every page are required here, too; `returnUrl=none` and `scope=market:all`, which
/// the dashboard sends, become the shop's front page and its default scope.
async fn open(app: &App, request: &HttpRequest) -> Result<(ShopPage, Option<PasswordReset>), WebError> {
    let query = Query::read(request.query_string());
    let required = ["clientId", "scope", "returnUrl"];
    let missing: Vec<_> = required.into_iter().filter(|name| query.get(name).is_none()).collect();
    let Some(client_id) = query.get("clientId").filter(|_| missing.is_empty()) else {
        return Err(ErrorKind::MissingParameter(missing).into());
    };
    let storefront = by_client_id(&app.settings, client_id).ok_or(ErrorKind::UnknownShop)?;
    let visit = shop_visit(storefront, &query)?;
    // In a frame where the shop has asked for it, as all pages of the app that this one stands for (contract 0.5): a page
    // laid over it would need the link of the letter.
    let mut page = ShopPage::open(app, request, visit, links::RESET_PASSWORD).await?;
    let text = |name| query.get(name).filter(|text| text.len() <= 200);
    let reset = text("customerPasswordResetId").zip(text("resetPasswordToken"));
    let reset = reset.map(|(id, token)| PasswordReset { id: id.to_owned(), token: Secret::new(token) });
    if let Some(reset) = &reset {
        page.address = own_address(&page, reset);
    }
    Ok((page, reset))
}

fn form(app: &App, page: &ShopPage, reset: &PasswordReset) -> ResetForm {
    ResetForm::new(Form::to(own_address(page, reset)), app.settings.passwords.min_length)
}

fn own_address(page: &ShopPage, reset: &PasswordReset) -> String {
    let mut query = url::form_urlencoded::Serializer::new(page.visit.to_query());
    query.append_pair("customerPasswordResetId", &reset.id);
    query.append_pair("resetPasswordToken", reset.token.expose());
    links::with_query(links::RESET_PASSWORD, &query.finish())
}

fn refused(
    app: &App,
    page: &ShopPage,
    mut form: ResetForm,
    problem: ResetProblem,
) -> Result<HttpResponse, WebError> {
    let (status, wait) = match problem {
        ResetProblem::InvalidLink => return invalid(page),
        ResetProblem::Halfway(failure) => return halfway(page, &failure),
        ResetProblem::Failure(failure) => return Err(failure.into()),
        ResetProblem::Password(problem) => {
            form.password.problem = Some(new_password::words(app, problem));
            return answer(page, StatusCode::UNPROCESSABLE_ENTITY, ResetState::Asked(Box::new(form)));
        }
        ResetProblem::Wait(wait) => {
            form.alert = Some(ResetAlert::TooManyTries { wait });
            (StatusCode::TOO_MANY_REQUESTS, wait.num_seconds())
        }
        ResetProblem::Busy(_) => {
            form.alert = Some(ResetAlert::Busy);
            (StatusCode::SERVICE_UNAVAILABLE, 2)
        }
        ResetProblem::Away => {
            form.alert = Some(ResetAlert::ShopAway);
            (StatusCode::SERVICE_UNAVAILABLE, 30)
        }
    };
    Ok(retry_later(answer(page, status, ResetState::Asked(Box::new(form)))?, wait))
}

fn invalid(page: &ShopPage) -> Result<HttpResponse, WebError> {
    let again = page.visit.reset_password_url.as_ref().map(|url| url.as_str().to_owned());
    answer(page, StatusCode::GONE, ResetState::InvalidLink { again_href: again })
}

/// Commerce Layer has the new password, and here the old one still holds, with whoever is signed in by it. The link is used
/// up: only another one ends that.
fn halfway(page: &ShopPage, failure: &Failure) -> Result<HttpResponse, WebError> {
    tracing::error!(%failure, "a password was set at Commerce Layer and not here");
    let again = page.visit.reset_password_url.as_ref().map(|url| url.as_str().to_owned());
    let again_href = again.unwrap_or_else(|| page.link(links::RECOVER));
    answer(page, StatusCode::INTERNAL_SERVER_ERROR, ResetState::Halfway { again_href })
}

fn answer(page: &ShopPage, status: StatusCode, state: ResetState) -> Result<HttpResponse, WebError> {
    page.answer(status, &ResetPasswordPage { page: page.layout(), state })
}
