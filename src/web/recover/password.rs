//! The new password, after the code in the browser that asked, or behind the link of the letter in any. A GET shows the
//! form and uses nothing up: mail programs follow links, too.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::handlers::WALK;
use crate::accounts::challenge::{self, Challenge, Purpose};
use crate::app::App;
use crate::foundation::PlainToken;
use crate::http::{Form as PostedForm, WebError, cookies};
use crate::links;
use crate::sign_in::{RecoverProblem, Recovered, recover};
use crate::storefronts::{Query, Visit};
use crate::web::browser::browser;
use crate::web::challenge::{open, start_again};
use crate::web::reset_password::{ResetAlert, ResetForm, ResetPasswordPage, ResetState};
use crate::web::send_on::enter;
use crate::web::shop_page::ShopPage;
use crate::web::{Form, new_password};

/// A challenge that was proven, and its page.
struct Proven {
    challenge: Challenge,
    page: ShopPage,
    /// Typed in the browser that asked, and not followed from a letter.
    asked_here: bool,
    /// Where the form goes.
    action: String,
}

/// Asks for the new password.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some(proven) = proven(&app, &request).await? else { return over(&app, &request).await };
    answer(&proven.page, StatusCode::OK, asked(&app, &proven))
}

/// Sets it.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(proven) = proven(&app, &request).await? else { return over(&app, &request).await };
    let page = &proven.page;
    let mut form = form(&app, &proven);
    let email = Some(&proven.challenge.email);
    let password = new_password::read(&app, page, email, &posted, &mut form.password, &mut form.confirmation);
    let Some(password) = password else {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, ResetState::Asked(Box::new(form)));
    };
    let browser = browser(&app, &request, page).await?;
    let recovered =
        recover(&app, &proven.challenge, &password, proven.asked_here, (&page.visit, &browser)).await;
    let answer = match recovered {
        Ok(Recovered::Welcome(welcome)) => enter(&app, &request, page, &welcome).await?,
        Ok(Recovered::Done) => {
            answer(page, StatusCode::OK, ResetState::Done { login_href: Some(page.link(links::LOGIN)) })?
        }
        Err(RecoverProblem::Over) => return over(&app, &request).await,
        Err(RecoverProblem::Locked) => answer(page, StatusCode::FORBIDDEN, ResetState::Locked)?,
        Err(RecoverProblem::Busy(_)) => {
            form.alert = Some(ResetAlert::Busy);
            return page
                .busy(&ResetPasswordPage { page: page.layout(), state: ResetState::Asked(Box::new(form)) });
        }
        Err(RecoverProblem::Failure(failure)) => return Err(failure.into()),
    };
    Ok(cookies::with_cookie(answer, &cookies::no_challenge(Purpose::Recover))?)
}

async fn proven(app: &App, request: &HttpRequest) -> Result<Option<Proven>, WebError> {
    let query = Query::read(request.query_string());
    if let Some(token) = query.get("token") {
        return by_link(app, request, &query, token).await;
    }
    let Some(step) = open(app, request, WALK).await? else { return Ok(None) };
    let action = step.page.link(links::RECOVER_PASSWORD);
    let (challenge, mut page) = (step.challenge, step.page);
    page.address.clone_from(&action);
    Ok(challenge.is_proven(app.now()).then_some(Proven { challenge, page, asked_here: true, action }))
}

async fn by_link(
    app: &App,
    request: &HttpRequest,
    query: &Query,
    token: &str,
) -> Result<Option<Proven>, WebError> {
    let Some(token) = PlainToken::parse(token) else { return Ok(None) };
    let Some(challenge) = challenge::by_link(app, &token).await? else { return Ok(None) };
    let Some(mut visit) = challenge.visit(app) else { return Ok(None) };
    let asked = Visit::read(&app.settings, query).ok();
    visit.lang = asked.and_then(|asked| asked.lang).or(visit.lang);
    let mut page = ShopPage::open(app, request, visit, links::RECOVER_PASSWORD).await?.unframed();
    let mut own = url::form_urlencoded::Serializer::new(page.visit.to_query());
    own.append_pair("token", token.expose());
    let action = links::with_query(links::RECOVER_PASSWORD, &own.finish());
    page.address.clone_from(&action);
    Ok(Some(Proven { challenge, page, asked_here: false, action }))
}

fn form(app: &App, proven: &Proven) -> ResetForm {
    let mut form = ResetForm::new(Form::to(&proven.action), app.settings.passwords.min_length);
    // Password managers keep the new password under this name.
    form.username = Some(proven.challenge.email.typed().to_owned());
    form
}

fn asked(app: &App, proven: &Proven) -> ResetState {
    ResetState::Asked(Box::new(form(app, proven)))
}

/// Used, run out, or never right: the shop's page says so, and leads to another letter.
async fn over(app: &App, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let Ok(visit) = Visit::read(&app.settings, &Query::read(request.query_string())) else {
        return Ok(start_again(request, WALK));
    };
    let page = ShopPage::open(app, request, visit, links::RECOVER).await?.unframed();
    let again_href = Some(page.link(links::RECOVER));
    answer(&page, StatusCode::GONE, ResetState::InvalidLink { again_href })
}

fn answer(page: &ShopPage, status: StatusCode, state: ResetState) -> Result<HttpResponse, WebError> {
    page.answer(status, &ResetPasswordPage { page: page.layout(), state })
}
