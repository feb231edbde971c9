//! `GET` and `POST` of the sign-up page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{SignupAlert, SignupPage};
use crate::accounts::registration::{self, SignUp, SignUpProblem};
use crate::app::App;
use crate::credentials::NewPassword;
use crate::foundation::Email;
use crate::http::{Form as PostedForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::storefronts::{Query, Visit};
use crate::web::continue_as::continue_as;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;
use crate::web::{Field, Form, new_password, ways_in};
use crate::work::Work;

/// Shows the form, or "Continue as …" to somebody who is signed in.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let visit = Visit::read(&app.settings, &query)?;
    let visitor = Visitor::resume(&app, &request, &visit.storefront.organization).await?;
    let email = visit.customer_email.clone().unwrap_or_default();
    let page = ShopPage::open(&app, &request, visit, links::SIGNUP).await?;
    let mut page = page.priced(&app, &request).await?;
    if let Some(visitor) = visitor {
        page.speak_to(&visitor.account);
        return continue_as(&page, &visitor);
    }
    if !page.visit.storefront.sign_up {
        return Ok(closed(&page));
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
    let page = ShopPage::of_link(&app, &request, links::SIGNUP).await?.priced(&app, &request).await?;
    if !page.visit.storefront.sign_up {
        return Ok(closed(&page));
    }
    if !page.visit.storefront.password {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &empty(&app, &page, ""));
    }
    let (email, password) = match check(&app, &page, &posted) {
        Ok(typed) => typed,
        Err(form) => return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &*form),
    };
    match begin(&app, &request, &page, (&email, &password), posted.work()).await {
        Ok(answer) => Ok(answer),
        Err(problem) => refused(&app, &page, email.typed(), problem),
    }
}

/// Begins the sign-up; on to the page of its code.
pub(in crate::web) async fn begin(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    (email, password): (&Email, &NewPassword),
    work: Option<Work<'_>>,
) -> Result<HttpResponse, SignUpProblem> {
    let sign_up = SignUp {
        visit: &page.visit,
        email,
        password,
        shop: &page.shop(),
        language: page.language,
        address: client_address(request, &app.settings.server.trusted_proxies),
        work,
    };
    let token = registration::begin(app, sign_up).await?;
    Ok(cookies::with_cookie(see_other(&page.link(links::VERIFY)), &cookies::sign_up(&token))?)
}

fn posts_to(page: &ShopPage) -> Form {
    Form::to(page.link(links::SIGNUP)).at_the_price_of(page.puzzle.clone())
}

/// The shop makes its accounts itself.
fn closed(page: &ShopPage) -> HttpResponse {
    see_other(&links::with_query(links::LOGIN, &format!("notice=closed&{}", page.visit.to_query())))
}

fn empty(app: &App, page: &ShopPage, email: &str) -> SignupPage {
    let min = app.settings.passwords.min_length;
    let mut form = SignupPage::new(page.layout(), posts_to(page), email, min);
    form.providers = ways_in::buttons(app, page);
    form.password_offered = page.visit.storefront.password;
    form.login_href = Some(page.link(links::LOGIN));
    form
}

fn check(app: &App, page: &ShopPage, posted: &PostedForm) -> Result<(Email, NewPassword), Box<SignupPage>> {
    let refused = &app.settings.accounts.refused_domains;
    let (field, email) = Field::unless_refused(Field::read_email(posted.text("customerEmail")), refused);
    let mut form = empty(app, page, field.value());
    form.email = field;
    let password =
        new_password::read(app, page, email.as_ref(), posted, &mut form.password, &mut form.confirmation);
    email.zip(password).ok_or_else(|| Box::new(form))
}

fn refused(
    app: &App,
    page: &ShopPage,
    email: &str,
    problem: SignUpProblem,
) -> Result<HttpResponse, WebError> {
    let form = empty(app, page, email);
    match problem {
        SignUpProblem::Wait(wait) => {
            page.too_many(&form.with_alert(SignupAlert::TooManyTries { wait }), wait)
        }
        SignUpProblem::Busy(_) => page.busy(&form.with_alert(SignupAlert::Busy)),
        SignUpProblem::Failure(failure) => Err(failure.into()),
    }
}
