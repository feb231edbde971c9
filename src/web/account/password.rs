//! Changing the password, or setting the first one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::close::again;
use super::providers::{is_recent, open};
use crate::app::App;
use crate::http::{Form as PostedForm, Visitor, WebError};
use crate::links;
use crate::sign_in::change_password;
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
    let Ok(hash) = app.hasher.hash(password.secret()).await else {
        form.alert = Some(ResetAlert::Busy);
        let state = ResetState::Asked(Box::new(form));
        return page.busy(&ResetPasswordPage { page: page.layout(), state });
    };
    let browser = browser(&app, &request, &page).await?;
    change_password(&app, &visitor.account, (&password, &hash), &visitor.session, &browser).await?;
    Ok(see_other(&account_notice(&page, "password")))
}

fn form(app: &App, page: &ShopPage, visitor: &Visitor) -> ResetForm {
    let action = Form::to(page.link(links::ACCOUNT_PASSWORD));
    let mut form = ResetForm::new(action, app.settings.passwords.min_length);
    form.username = Some(visitor.account.email.typed().to_owned());
    form
}

fn answer(page: &ShopPage, status: StatusCode, form: ResetForm) -> Result<HttpResponse, WebError> {
    let state = ResetState::Asked(Box::new(form));
    page.answer(status, &ResetPasswordPage { page: page.layout(), state })
}
