//! The detour of a pending link: say the address, type the code, or the password of the account.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;

use super::{AskEmail, ProveAlert, ProveCode, ProvePage, ProveStep};
use crate::app::App;
use crate::config::Icon;
use crate::federation::pending::{self, PendingLink, ProveProblem};
use crate::http::{ErrorKind, Form as PostedForm, WebError, client_address, cookies};
use crate::links;
use crate::sign_in::{
    IdentityProblem, ProofProblem, Proving, SignInProblem, Welcome, with_pending_code, with_pending_password,
};
use crate::storefronts::{Query, Visit};
use crate::web::arrival::handlers::{answer, refusal};
use crate::web::browser::browser;
use crate::web::send_on::{enter, see_other};
use crate::web::shop_page::{ShopPage, retry_later};
use crate::web::{Field, Form, Problem, ways_in};

/// A pending link of this browser, and its page.
struct Detour {
    pending: PendingLink,
    page: ShopPage,
    address: Option<IpAddr>,
}

/// Asks for what is missing.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some(detour) = open(&app, &request).await? else { return start_again(&app, &request) };
    let form = detour.form(&app);
    // The letter could not be written when the person came: the mailbox had too many.
    let form = match (&detour.pending.email, detour.pending.codes_sent) {
        (Some(_), 0) => form.with_alert(ProveAlert::NoLetterYet { wait: TimeDelta::minutes(10) }),
        _ => form,
    };
    detour.page.answer(StatusCode::OK, &form)
}

/// Takes the address that the provider did not give. One that it gave is not changed: the code would prove
/// something else than what came (catalogue A05).
pub async fn email(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(detour) = open(&app, &request).await? else { return start_again(&app, &request) };
    if detour.pending.identity.email.is_some() {
        return Ok(see_other(&detour.page.link(links::PROVE)));
    }
    let (field, email) = Field::read_email(posted.text("customerEmail"));
    let Some(email) = email else {
        let form = detour.asking(&app, field, None);
        return detour.page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    };
    let sent = pending::send_code(&app, &detour.pending, &email, &detour.page.shop(), detour.address).await;
    match sent {
        Ok(()) => Ok(see_other(&detour.page.link(links::PROVE))),
        Err(ProveProblem::Failure(failure)) => Err(failure.into()),
        Err(ProveProblem::Wait(wait)) => {
            let form = detour.asking(&app, field, Some(ProveAlert::TooManyTries { wait }));
            detour.page.too_many(&form, wait)
        }
        Err(_) => start_again(&app, &request),
    }
}

/// Checks the code.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(detour) = open(&app, &request).await? else { return start_again(&app, &request) };
    let typed = posted.secret("code");
    if let Some(problem) = Field::code_problem(&typed) {
        let form = detour.form_with(&app, |step| step.code.problem = Some(problem));
        return detour.page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    }
    let browser = browser(&app, &request, &detour.page).await?;
    let proving = Proving { visit: &detour.page.visit, browser: &browser };
    let proved = with_pending_code(&app, &detour.pending, &typed, proving).await;
    finish(&app, &request, &detour, proved).await
}

/// Checks the password of the account that has the address.
pub async fn password(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some(detour) = open(&app, &request).await? else { return start_again(&app, &request) };
    if !detour.takes_password(&app) {
        return Ok(see_other(&detour.page.link(links::PROVE)));
    }
    let typed = posted.secret("customerPassword");
    if typed.is_empty() {
        let form = detour.form_with(&app, |step| step.password.problem = Some(Problem::PasswordMissing));
        return detour.page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    }
    let browser = browser(&app, &request, &detour.page).await?;
    let proving = Proving { visit: &detour.page.visit, browser: &browser };
    let proved = with_pending_password(&app, &detour.pending, &typed, proving).await;
    finish(&app, &request, &detour, proved).await
}

/// Sends another code.
pub async fn resend(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some(detour) = open(&app, &request).await? else { return start_again(&app, &request) };
    renew(&app, &request, &detour, ProveAlert::Resent, StatusCode::OK).await
}

async fn finish(
    app: &App,
    request: &HttpRequest,
    detour: &Detour,
    proved: Result<Welcome, ProofProblem>,
) -> Result<HttpResponse, WebError> {
    match proved {
        Ok(welcome) => {
            let answer = enter(app, request, &detour.page, &welcome).await?;
            Ok(cookies::with_cookie(answer, &cookies::no_pending_link())?)
        }
        Err(problem) => refused(app, request, detour, problem).await,
    }
}

async fn refused(
    app: &App,
    request: &HttpRequest,
    detour: &Detour,
    problem: ProofProblem,
) -> Result<HttpResponse, WebError> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match problem {
        ProofProblem::Code(ProveProblem::Wrong { tries_left }) => {
            detour.say(app, unprocessable, ProveAlert::WrongCode { tries_left: tries_left.unsigned_abs() })
        }
        ProofProblem::Code(ProveProblem::Exhausted) => {
            renew(app, request, detour, ProveAlert::Exhausted, unprocessable).await
        }
        ProofProblem::Code(ProveProblem::Expired) => {
            renew(app, request, detour, ProveAlert::Expired, unprocessable).await
        }
        ProofProblem::Password(SignInProblem::Wrong) => {
            detour.say(app, unprocessable, ProveAlert::WrongPassword)
        }
        ProofProblem::Code(ProveProblem::Wait(wait)) | ProofProblem::Password(SignInProblem::Wait(wait)) => {
            let answer = detour.say(app, StatusCode::TOO_MANY_REQUESTS, ProveAlert::TooManyTries { wait })?;
            Ok(retry_later(answer, wait.num_seconds()))
        }
        ProofProblem::Password(SignInProblem::Busy(_)) => {
            Ok(retry_later(detour.say(app, StatusCode::SERVICE_UNAVAILABLE, ProveAlert::Busy)?, 2))
        }
        ProofProblem::Overtaken => start_again(app, request),
        ProofProblem::Identity(IdentityProblem::Failure(failure))
        | ProofProblem::Code(ProveProblem::Failure(failure))
        | ProofProblem::Password(SignInProblem::Failure(failure)) => Err(failure.into()),
        ProofProblem::Identity(problem) => {
            let provider = &detour.pending.identity.provider;
            answer(request, &detour.page, refusal(&problem), provider.as_str(), detour.label(app))
        }
    }
}

/// A code that cannot work any more is replaced at once, as far as letters may be sent.
async fn renew(
    app: &App,
    request: &HttpRequest,
    detour: &Detour,
    alert: ProveAlert,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let Some(email) = &detour.pending.email else { return start_again(app, request) };
    match pending::send_code(app, &detour.pending, email, &detour.page.shop(), detour.address).await {
        Ok(()) => match open(app, request).await? {
            Some(detour) => detour.say(app, status, alert),
            None => start_again(app, request),
        },
        Err(ProveProblem::Wait(wait)) => {
            let answer = detour.say(app, StatusCode::TOO_MANY_REQUESTS, ProveAlert::NoLetterYet { wait })?;
            Ok(retry_later(answer, wait.num_seconds()))
        }
        Err(ProveProblem::Failure(failure)) => Err(failure.into()),
        Err(_) => start_again(app, request),
    }
}

/// The pending link of this browser. Its visit is the one kept with it; the address only says in which language
/// the person now reads.
async fn open(app: &App, request: &HttpRequest) -> Result<Option<Detour>, WebError> {
    let Some(token) = cookies::pending_link_token(request) else { return Ok(None) };
    let Some(pending) = pending::of_browser(app, &token).await? else { return Ok(None) };
    if app.provider(&pending.identity.provider).is_none() {
        return Ok(None);
    }
    let Some(mut visit) = pending.came_from.visit(&app.settings) else { return Ok(None) };
    let asked = Visit::read(&app.settings, &Query::read(request.query_string())).ok();
    visit.lang = asked.and_then(|asked| asked.lang).or(visit.lang);
    let page = ShopPage::open(app, request, visit, links::PROVE).await?.unframed();
    let address = client_address(request, &app.settings.server.trusted_proxies);
    Ok(Some(Detour { pending, page, address }))
}

/// Nothing is pending in this browser (any more): back to the login page, with the shop's link if there is one.
fn start_again(app: &App, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    match Visit::read(&app.settings, &Query::read(request.query_string())) {
        Ok(visit) => {
            let query = format!("notice=expired&{}", visit.to_query());
            Ok(see_other(&links::with_query(links::LOGIN, &query)))
        }
        Err(_) => Err(ErrorKind::Expired.into()),
    }
}

impl Detour {
    fn label<'a>(&self, app: &'a App) -> &'a str {
        crate::federation::label(app, &self.pending.identity.provider)
    }

    /// As on the login page: not where the shop takes none, nor for an address whose domain is a provider's.
    fn takes_password(&self, app: &App) -> bool {
        let shop = &self.page.visit.storefront;
        let led_on = self.pending.email.as_ref().and_then(|email| ways_in::by_domain(app, shop, email));
        shop.password && led_on.is_none()
    }

    fn say(&self, app: &App, status: StatusCode, alert: ProveAlert) -> Result<HttpResponse, WebError> {
        self.page.answer(status, &self.form(app).with_alert(alert))
    }

    fn form(&self, app: &App) -> ProvePage {
        self.form_with(app, |_| ())
    }

    fn form_with(&self, app: &App, change: impl FnOnce(&mut ProveCode)) -> ProvePage {
        let link = |path| Form::to(self.page.link(path));
        let step = match &self.pending.email {
            None => ProveStep::AskEmail(AskEmail::new(link(links::PROVE_EMAIL))),
            Some(email) => {
                let [form, resend] = [links::PROVE, links::PROVE_RESEND].map(link);
                let password = self.takes_password(app).then(|| link(links::PROVE_PASSWORD));
                let mut step = ProveCode::new(&email.masked(), form, resend, password);
                let wait = self.pending.resend_wait(app.now());
                step.resend_wait = (wait > TimeDelta::zero()).then_some(wait);
                change(&mut step);
                ProveStep::Code(Box::new(step))
            }
        };
        self.asked_for(app, step)
    }

    fn asking(&self, app: &App, email: Field, alert: Option<ProveAlert>) -> ProvePage {
        let form = Form::to(self.page.link(links::PROVE_EMAIL));
        ProvePage { alert, ..self.asked_for(app, ProveStep::AskEmail(AskEmail { form, email })) }
    }

    fn asked_for(&self, app: &App, step: ProveStep) -> ProvePage {
        let provider = app.provider(&self.pending.identity.provider);
        ProvePage {
            page: self.page.layout(),
            label: self.label(app).to_owned(),
            icon: provider.map_or(Icon::Key, |provider| provider.settings.icon),
            known_as: self.pending.identity.known_as().map(str::to_owned),
            step,
            alert: None,
            cancel_href: ways_in::all_ways(&self.page.visit),
        }
    }
}
