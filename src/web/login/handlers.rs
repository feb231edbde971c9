//! `GET` and `POST` of the login page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ForgotLink, LoginAlert, LoginPage};
use crate::accounts::registration;
use crate::app::{App, Failure};
use crate::config::ProviderSettings;
use crate::federation::{DepartProblem, Purpose};
use crate::foundation::{Email, Secret};
use crate::http::origin::is_followed;
use crate::http::{Form as PostedForm, Visitor, WebError, cookies};
use crate::links;
use crate::sign_in::{PasswordSignIn, SignInProblem, with_password};
use crate::storefronts::{Query, Visit};
use crate::web::browser::browser;
use crate::web::continue_as::continue_as;
use crate::web::leaving::Leaving;
use crate::web::send_on::{enter, send_on};
use crate::web::shop_page::ShopPage;
use crate::web::{Field, Form, Problem, ways_in};

/// Shows the form, or "Continue as …" to somebody who is signed in.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let visit = Visit::read(&app.settings, &query)?;
    let visitor = Visitor::resume(&app, &request, &visit.storefront.organization).await?;
    let email = visit.customer_email.clone().unwrap_or_default();
    let page = ShopPage::open(&app, &request, visit, links::LOGIN).await?;
    let mut page = priced(page, &app, &request).await?;
    if let Some(visitor) = &visitor {
        page.speak_to(&visitor.account);
    }
    match visitor {
        Some(visitor) if page.visit.to_account => {
            send_on(&app, &request, &page, &visitor.session, &visitor.account, 0).await
        }
        Some(visitor) => continue_as(&page, &visitor),
        None => ask(&app, &request, &page, &email, &query).await,
    }
}

/// Shows the form, or leaves at once where the link or the storefront says so. A link that brings a notice has
/// something to say first, and whoever comes back from a provider with a problem finds all ways: no loop.
async fn ask(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    email: &str,
    query: &Query,
) -> Result<HttpResponse, WebError> {
    let form = arrival(app, page, email, query);
    let goes_on = form.alert.is_none() && is_followed(request.headers());
    let Some(provider) = ways_in::at_once(app, page).filter(|_| goes_on) else {
        return page.answer(StatusCode::OK, &form);
    };
    let hint = Email::parse(email).ok();
    match ways_in::depart(app, request, page, provider.id.as_str(), Purpose::SignIn, hint.as_ref()).await {
        Ok(departure) => ways_in::leave(&departure),
        Err(problem) => provider_away(page, form, &provider.label, problem),
    }
}

fn provider_away(
    page: &ShopPage,
    form: LoginPage,
    label: &str,
    problem: DepartProblem,
) -> Result<HttpResponse, WebError> {
    ways_in::no_departure(problem)?;
    let form = form.with_alert(LoginAlert::ProviderAway { label: label.to_owned() });
    page.answer(StatusCode::SERVICE_UNAVAILABLE, &form)
}

/// Signs in.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::LOGIN).await?;
    let (_, typed) = Field::read_email(posted.text("customerEmail"));
    if let Some(email) = typed
        && let Some(provider) = ways_in::by_domain(&app, &page.visit.storefront, &email)
    {
        return lead_on(&app, &request, &page, provider, &email).await;
    }
    let (email, password) = match check(&app, &page, &posted) {
        Ok(typed) => typed,
        Err(form) => return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &*form),
    };
    let browser = browser(&app, &request, &page).await?;
    let attempt =
        PasswordSignIn { visit: &page.visit, email: &email, password: &password, browser: &browser };
    match with_password(&app, attempt).await {
        Ok(welcome) => enter(&app, &request, &page, &welcome).await,
        Err(problem) => {
            let begun = begun_here(&app, &request, &page, &email).await?;
            let page = priced(page, &app, &request).await?;
            refused(&app, &page, email.typed(), problem, begun)
        }
    }
}

/// Only where a letter can be asked for here.
async fn priced(page: ShopPage, app: &App, request: &HttpRequest) -> Result<ShopPage, Failure> {
    if page.visit.storefront.mailed_code { page.priced(app, request).await } else { Ok(page) }
}

/// The address belongs to a provider's people: no password of theirs is looked at here.
pub(in crate::web) async fn lead_on(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    provider: &ProviderSettings,
    email: &Email,
) -> Result<HttpResponse, WebError> {
    match ways_in::depart(app, request, page, provider.id.as_str(), Purpose::SignIn, Some(email)).await {
        Ok(departure) => ways_in::leave_by_page(page, Leaving::SignIn, &provider.label, &departure),
        Err(problem) => provider_away(page, empty(app, page, email.typed()), &provider.label, problem),
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

fn arrival(app: &App, page: &ShopPage, email: &str, query: &Query) -> LoginPage {
    let form = empty(app, page, email);
    match query.get("notice") {
        Some("confirmed") => form.with_alert(LoginAlert::AlreadyConfirmed),
        Some("closed") => form.with_alert(LoginAlert::SignUpClosed),
        Some("expired") => form.with_alert(LoginAlert::LinkExpired),
        _ => form,
    }
}

pub(in crate::web) fn empty(app: &App, page: &ShopPage, email: &str) -> LoginPage {
    let mut form = LoginPage::new(page.layout(), Form::to(page.link(links::LOGIN)), email);
    form.providers = ways_in::buttons(app, page);
    let storefront = &page.visit.storefront;
    form.code_form = storefront.mailed_code.then(|| Form::to(page.link(links::CODE)));
    form.form.puzzle.clone_from(&page.puzzle);
    if !storefront.password {
        form.password_offered = false;
        form.email_leads_on = ways_in::email_leads_on(app, storefront);
        return form;
    }
    form.signup_href = storefront.sign_up.then(|| page.link(links::SIGNUP));
    form.forgot = Some(forgot(page));
    form
}

/// Our own way back into an account, or the shop's where its link still names one.
fn forgot(page: &ShopPage) -> ForgotLink {
    let Some(url) = &page.visit.reset_password_url else {
        return ForgotLink { href: page.link(links::RECOVER), foreign_host: None };
    };
    let ours = page.visit.storefront.return_addresses.iter().any(|rule| rule.admits(url));
    // The link's words are the shop's, its target is whatever the link said: a stranger's host is named.
    let foreign_host = (!ours).then(|| url.host_str().unwrap_or_default().to_owned());
    ForgotLink { href: url.as_str().to_owned(), foreign_host }
}

fn check(app: &App, page: &ShopPage, posted: &PostedForm) -> Result<(Email, Secret), Box<LoginPage>> {
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let password = posted.secret("customerPassword");
    if !page.visit.storefront.password {
        let mut form = empty(app, page, field.value());
        form.email = field;
        let form = if email.is_some() { form.with_alert(LoginAlert::NoProviderForAddress) } else { form };
        return Err(Box::new(form));
    }
    match email {
        Some(email) if !password.is_empty() => Ok((email, password)),
        _ => {
            let mut form = empty(app, page, field.value());
            form.email = field;
            form.password.problem = password.is_empty().then_some(Problem::PasswordMissing);
            Err(Box::new(form))
        }
    }
}

fn refused(
    app: &App,
    page: &ShopPage,
    email: &str,
    problem: SignInProblem,
    begun: bool,
) -> Result<HttpResponse, WebError> {
    let mut form = empty(app, page, email);
    form.code_href = begun.then(|| page.link(links::VERIFY));
    match problem {
        SignInProblem::Wrong => {
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form.with_alert(LoginAlert::WrongEmailOrPassword))
        }
        SignInProblem::Wait(wait) => page.too_many(&form.with_alert(LoginAlert::TooManyTries { wait }), wait),
        SignInProblem::Busy(_) => page.busy(&form.with_alert(LoginAlert::Busy)),
        SignInProblem::Failure(failure) => Err(failure.into()),
    }
}
