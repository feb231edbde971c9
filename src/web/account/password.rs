//! Changing the password, or setting the first one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::close::again;
use super::providers::{is_recent, open};
use crate::app::App;
use crate::http::{Form as PostedForm, Visitor, WebError};
use crate::links;
use crate::sign_in::{ChangePasswordProblem, change_password};
use crate::web::browser::browser;
use crate::web::reset_password::{ResetAlert, ResetForm, ResetPasswordPage, ResetState};
use crate::web::send_on::{account_notice, see_other};
use crate::web::shop_page::ShopPage;
use crate::web::{Form, new_password};

/// Asks for the new password. Whoever is not signed in comes by the sign-in page, whose "forgotten?" is one step away:
/// password managers lead here (`/.well-known/change-password`), without naming a shop.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else {
        return super::providers::sign_in_first(&app, &request);
    };
    page.address = page.link(links::ACCOUNT_PASSWORD);
    if !page.visit.storefront.password {
        return Ok(see_other(&page.link(links::ACCOUNT)));
    }
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    answer(&page, StatusCode::OK, form(&app, &page, &visitor))
}

/// Sets it. Other browsers are signed out, this one stays.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else {
        return super::providers::sign_in_first(&app, &request);
    };
    page.address = page.link(links::ACCOUNT_PASSWORD);
    if !page.visit.storefront.password {
        return Ok(see_other(&page.link(links::ACCOUNT)));
    }
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let mut form = form(&app, &page, &visitor);
    let email = Some(&visitor.account.email);
    let password =
        new_password::read(&app, &page, email, &posted, &mut form.password, &mut form.confirmation);
    let Some(password) = password else {
        return answer(&page, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let browser = browser(&app, &request, &page).await?;
    let Visitor { account, session } = &visitor;
    match change_password(&app, (account, session), &password, &browser).await {
        Ok(()) => Ok(see_other(&account_notice(&page, "password"))),
        Err(ChangePasswordProblem::SignedOut) => super::providers::sign_in_first(&app, &request),
        Err(ChangePasswordProblem::Wait(wait)) => {
            form.alert = Some(ResetAlert::TooManyTries { wait });
            page.too_many(&asked(&page, form), wait)
        }
        Err(ChangePasswordProblem::Busy(_)) => {
            form.alert = Some(ResetAlert::Busy);
            page.busy(&asked(&page, form))
        }
        Err(ChangePasswordProblem::Failure(failure)) => Err(failure.into()),
    }
}

fn form(app: &App, page: &ShopPage, visitor: &Visitor) -> ResetForm {
    let action = Form::to(page.link(links::ACCOUNT_PASSWORD));
    let mut form = ResetForm::new(action, app.settings.passwords.min_length);
    form.username = Some(visitor.account.email.typed().to_owned());
    form
}

fn answer(page: &ShopPage, status: StatusCode, form: ResetForm) -> Result<HttpResponse, WebError> {
    page.answer(status, &asked(page, form))
}

fn asked(page: &ShopPage, form: ResetForm) -> ResetPasswordPage {
    ResetPasswordPage { page: page.layout(), state: ResetState::Asked(Box::new(form)) }
}
