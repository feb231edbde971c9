//! What the pages of a mailed code share, whatever the code is for: which challenge the browser has, its page, another
//! letter, and what is said of a code that was not taken.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::send_on::see_other;
use super::shop_page::ShopPage;
use super::verify::{VerifyAlert, VerifyPage, VerifyWords};
use super::{Form, Problem};
use crate::accounts::challenge::{self, Ask, Challenge, Purpose};
use crate::app::App;
use crate::credentials::mailed_code::{CodeProblem, ResendProblem};
use crate::foundation::Email;
use crate::http::{WebError, client_address, cookies};
use crate::links;
use crate::storefronts::{Query, Visit};
use crate::throttle::Refusal;
use crate::work::Work;

/// Where the walk of one purpose goes.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    /// What for; the account of [`Purpose::ChangeEmail`] is whoever is signed in.
    pub purpose: Purpose,
    /// What its page says.
    pub words: VerifyWords,
    /// Where an address is asked for.
    pub start: &'static str,
    /// Where the code is typed.
    pub code: &'static str,
    /// Where another letter is asked for.
    pub resend: &'static str,
    /// Whether the page may stand in a frame of the shop.
    pub framed: bool,
}

/// A challenge of this browser, and its page.
pub(super) struct Step {
    pub walk: Walk,
    pub challenge: Challenge,
    pub page: ShopPage,
}

/// Asks for a letter; on to the page of its code.
pub(super) async fn begin(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    walk: Walk,
    (email, work): (&Email, Option<Work<'_>>),
) -> Result<HttpResponse, Refusal> {
    let ask = Ask {
        purpose: walk.purpose,
        visit: &page.visit,
        email,
        shop: &page.shop(),
        language: page.language,
        address: address(app, request),
        work,
    };
    let token = challenge::begin(app, ask).await?;
    Ok(cookies::with_cookie(see_other(&page.link(walk.code)), &cookies::challenge(walk.purpose, &token))?)
}

/// The challenge that this browser has under way. Its visit is the one kept with it; the address only says in which
/// language the person now reads.
pub(super) async fn open(app: &App, request: &HttpRequest, walk: Walk) -> Result<Option<Step>, WebError> {
    let Some(token) = cookies::challenge_token(request, walk.purpose) else { return Ok(None) };
    let found = challenge::of_browser(app, &token).await?;
    // Of this very purpose, and for this very account: a code for one thing is none for another (catalogue G06).
    let Some(challenge) = found.filter(|found| found.purpose == walk.purpose) else { return Ok(None) };
    let Some(mut visit) = challenge.visit(app) else { return Ok(None) };
    let asked = Visit::read(&app.settings, &Query::read(request.query_string())).ok();
    visit.lang = asked.and_then(|asked| asked.lang).or(visit.lang);
    let page = ShopPage::open(app, request, visit, walk.code).await?;
    let is_priced = !matches!(walk.purpose, Purpose::ChangeEmail(_));
    let page = if is_priced { page.priced(app, request).await? } else { page };
    let page = if walk.framed { page } else { page.unframed() };
    Ok(Some(Step { walk, challenge, page }))
}

/// Nothing is under way in this browser (any more): back to where the address is asked for.
pub(super) fn start_again(request: &HttpRequest, walk: Walk) -> HttpResponse {
    see_other(&links::with_query(walk.start, &format!("notice=expired&{}", request.query_string())))
}

/// Sends another letter.
pub(super) async fn resend(
    app: &App,
    request: &HttpRequest,
    step: Step,
    work: Option<Work<'_>>,
) -> Result<HttpResponse, WebError> {
    renew(app, request, step, work, (StatusCode::OK, VerifyAlert::NewCodeSent)).await
}

/// What is said of a code that was not taken; `None` where what it was for is done already.
pub(super) async fn refused(
    app: &App,
    request: &HttpRequest,
    step: Step,
    problem: CodeProblem,
) -> Result<Option<HttpResponse>, WebError> {
    const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    // The same code posted twice at once: the second must not be told that it came too often or too late.
    let step = step.reread(app, request).await?;
    if step.challenge.used_at.is_some() {
        return Ok(None);
    }
    Ok(Some(match problem {
        CodeProblem::Completed => return Ok(None),
        CodeProblem::Wrong { tries_left } => {
            step.mistyped(app, Problem::CodeWrong { left: tries_left.unsigned_abs() })?
        }
        CodeProblem::Expired => {
            renew(app, request, step, None, (WRONG, VerifyAlert::ExpiredNewCodeSent)).await?
        }
        CodeProblem::Exhausted => {
            renew(app, request, step, None, (WRONG, VerifyAlert::TooManyTriesNewCodeSent)).await?
        }
        CodeProblem::Wait(wait) => {
            step.page.too_many(&step.form(app).with_alert(VerifyAlert::TooManyTries { wait }), wait)?
        }
        CodeProblem::Failure(failure) => return Err(failure.into()),
    }))
}

async fn renew(
    app: &App,
    request: &HttpRequest,
    step: Step,
    work: Option<Work<'_>>,
    (status, alert): (StatusCode, VerifyAlert),
) -> Result<HttpResponse, WebError> {
    let asked = (address(app, request), work);
    let sent = challenge::resend(app, &step.challenge, &step.page.shop(), asked).await;
    match sent {
        Ok(()) => {
            let step = step.reread(app, request).await?;
            step.page.answer(status, &step.form(app).with_alert(alert))
        }
        Err(ResendProblem::Wait(wait)) => {
            let early = VerifyAlert::ResendTooEarly { wait };
            let alert = if status == StatusCode::OK { early } else { VerifyAlert::TooManyTries { wait } };
            step.page.too_many(&step.form(app).with_alert(alert), wait)
        }
        Err(ResendProblem::TooMany | ResendProblem::Completed) => Ok(start_again(request, step.walk)),
        Err(ResendProblem::Failure(failure)) => Err(failure.into()),
    }
}

impl Step {
    /// What is said of a code that is none, before it is compared with anything.
    pub fn mistyped(&self, app: &App, problem: Problem) -> Result<HttpResponse, WebError> {
        let mut form = self.form(app);
        form.code.problem = Some(problem);
        self.page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form)
    }

    /// The page of the code.
    pub fn form(&self, app: &App) -> VerifyPage {
        let (code, resend) = (self.page.link(self.walk.code), self.page.link(self.walk.resend));
        let mut form = VerifyPage::new(
            self.page.layout(),
            Form::to(code),
            Form::to(resend).at_the_price_of(self.page.puzzle.clone()),
            self.challenge.email.typed(),
        );
        let wait = self.challenge.resend_wait(app.now());
        form.resend_wait = (wait > chrono::TimeDelta::zero()).then_some(wait);
        form.start_again_href = Some(self.page.link(self.walk.start));
        form.delayed_until(self.challenge.code_sent_at, app.now()).for_the_sake_of(self.walk.words)
    }

    async fn reread(self, app: &App, request: &HttpRequest) -> Result<Self, WebError> {
        let Some(token) = cookies::challenge_token(request, self.walk.purpose) else { return Ok(self) };
        let challenge = challenge::of_browser(app, &token).await?.unwrap_or(self.challenge);
        Ok(Self { challenge, ..self })
    }
}

fn address(app: &App, request: &HttpRequest) -> Option<IpAddr> {
    client_address(request, &app.settings.server.trusted_proxies)
}
