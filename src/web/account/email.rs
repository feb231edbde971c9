//! Another address: it is asked for, proven by a code, and the former one can undo it.

pub mod undo;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::TimeDelta;

use super::close::again;
use super::providers::{is_recent, open as signed_in, sign_in_first};
use crate::accounts::challenge::Purpose;
use crate::app::App;
use crate::http::{Form as PostedForm, Visitor, WebError, cookies};
use crate::i18n::Around;
use crate::links;
use crate::sign_in::{ChangeEmailProblem, change_email};
use crate::storefronts::Query;
use crate::throttle::Refusal;
use crate::web::browser::browser;
use crate::web::challenge::{self, Walk, refused, start_again};
use crate::web::send_on::{account_notice, see_other};
use crate::web::shop_page::ShopPage;
use crate::web::verify::VerifyWords;
use crate::web::{Alert, Field, Form, Layout, Problem, Tone, first_problem};

/// `account_email.html`
#[derive(Clone, Debug, Template)]
#[template(path = "account_email.html")]
pub struct AccountEmailPage {
    /// The frame.
    pub page: Layout,
    /// Where the new address goes.
    pub form: Form,
    /// `customerEmail`
    pub email: Field,
    /// The present address.
    pub present: String,
    /// What happened before.
    pub alert: Option<EmailAlert>,
    /// The way back.
    pub account_href: String,
}

/// What happened before this page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailAlert {
    /// Too many letters; the next is written after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// It is the present address.
    Same,
    /// The page from before no longer holds.
    Expired,
    /// Another account has the address, which its reader has just proven to read.
    Taken,
}

impl AccountEmailPage {
    fn title(&self) -> String {
        let failed = self.focus().is_some() || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("email-heading"), failed)
    }

    fn lead(&self) -> Around {
        self.page.texts.around("email-lead", "email")
    }

    fn message(&self) -> Option<Alert> {
        let alert = |tone, key| Alert::new(tone, &self.page, key);
        Some(match self.alert? {
            EmailAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, wait),
            EmailAlert::Same => alert(Tone::Notice, "email-same"),
            EmailAlert::Expired => alert(Tone::Notice, "email-expired"),
            EmailAlert::Taken => alert(Tone::Problem, "email-taken"),
        })
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.email])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let empty = Self {
            page: page.clone(),
            form: Form::to("/account/email?clientId=acme-web"),
            email: Field::new_email(""),
            present: "ada.lovelace@example.com".into(),
            alert: None,
            account_href: "/account?clientId=acme-web".into(),
        };
        let with = |alert| Self { alert: Some(alert), ..empty.clone() };
        let mut disposable = Self { email: Field::new_email("ada@mailinator.com"), ..empty.clone() };
        disposable.email.problem = Some(Problem::EmailDisposable);
        vec![
            ("empty", empty.clone()),
            ("bad-email", Self { email: Field::read_new_email("ada@").0, ..empty.clone() }),
            ("disposable-email", disposable),
            ("throttled", with(EmailAlert::TooManyTries { wait: TimeDelta::minutes(10) })),
            ("same", with(EmailAlert::Same)),
            ("expired", with(EmailAlert::Expired)),
            ("taken", with(EmailAlert::Taken)),
        ]
    }
}

/// The walk of this account: a code for another one is none here.
fn walk(visitor: &Visitor) -> Walk {
    Walk {
        purpose: Purpose::ChangeEmail(visitor.account.id),
        words: VerifyWords::ChangeEmail,
        start: links::ACCOUNT_EMAIL,
        code: links::ACCOUNT_EMAIL_CODE,
        resend: links::ACCOUNT_EMAIL_RESEND,
        framed: false,
    }
}

/// Asks for the new address.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = signed_in(&app, &request).await? else {
        return sign_in_first(&app, &request);
    };
    page.address = page.link(links::ACCOUNT_EMAIL);
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let mut form = empty(&page, &visitor, Field::new_email(""));
    form.alert =
        (Query::read(request.query_string()).get("notice") == Some("expired")).then_some(EmailAlert::Expired);
    page.answer(StatusCode::OK, &form)
}

/// Writes to it. The answer is the same whether or not another account has it.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = signed_in(&app, &request).await? else {
        return sign_in_first(&app, &request);
    };
    page.address = page.link(links::ACCOUNT_EMAIL);
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let refused = &app.settings.accounts.refused_domains;
    let (field, email) = Field::unless_refused(Field::read_new_email(posted.text("customerEmail")), refused);
    let Some(email) = email else {
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &empty(&page, &visitor, field));
    };
    if email == visitor.account.email && email.typed() == visitor.account.email.typed() {
        let alert = Some(EmailAlert::Same);
        return page.answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            &AccountEmailPage { alert, ..empty(&page, &visitor, field) },
        );
    }
    match challenge::begin(&app, &request, &page, walk(&visitor), (&email, None)).await {
        Ok(answer) => Ok(answer),
        Err(Refusal::Wait(wait)) => {
            let alert = Some(EmailAlert::TooManyTries { wait });
            page.too_many(&AccountEmailPage { alert, ..empty(&page, &visitor, field) }, wait)
        }
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}

/// Asks for the code.
pub async fn code(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((_, visitor)) = signed_in(&app, &request).await? else { return sign_in_first(&app, &request) };
    let walk = walk(&visitor);
    match challenge::open(&app, &request, walk).await? {
        Some(step) if step.challenge.used_at.is_none() => step.page.answer(StatusCode::OK, &step.form(&app)),
        Some(step) => Ok(see_other(&step.page.link(links::ACCOUNT))),
        None => Ok(start_again(&request, walk)),
    }
}

/// Checks it: the account has the address.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = signed_in(&app, &request).await? else {
        return sign_in_first(&app, &request);
    };
    let walk = walk(&visitor);
    let Some(step) = challenge::open(&app, &request, walk).await? else {
        return Ok(start_again(&request, walk));
    };
    let typed = posted.secret("code");
    if let Some(problem) = Field::code_problem(&typed) {
        return step.mistyped(&app, problem);
    }
    let browser = browser(&app, &request, &page).await?;
    let Visitor { account, session } = &visitor;
    let changed =
        change_email(&app, (account, session), &step.challenge, &typed, (&page.visit, &browser)).await;
    let answer = match changed {
        Ok(()) => see_other(&account_notice(&page, "email")),
        Err(ChangeEmailProblem::Taken) => {
            let field = Field::new_email(step.challenge.email.typed());
            let alert = Some(EmailAlert::Taken);
            return page
                .answer(StatusCode::CONFLICT, &AccountEmailPage { alert, ..empty(&page, &visitor, field) });
        }
        Err(ChangeEmailProblem::SignedOut) => return sign_in_first(&app, &request),
        Err(ChangeEmailProblem::Failure(failure)) => return Err(failure.into()),
        Err(ChangeEmailProblem::Code(problem)) => {
            let refused = refused(&app, &request, step, problem).await?;
            return Ok(refused.unwrap_or_else(|| see_other(&page.link(links::ACCOUNT))));
        }
    };
    Ok(cookies::with_cookie(answer, &cookies::no_challenge(walk.purpose))?)
}

/// Sends another letter.
pub async fn resend(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((_, visitor)) = signed_in(&app, &request).await? else { return sign_in_first(&app, &request) };
    let walk = walk(&visitor);
    match challenge::open(&app, &request, walk).await? {
        Some(step) => challenge::resend(&app, &request, step, None).await,
        None => Ok(start_again(&request, walk)),
    }
}

fn empty(page: &ShopPage, visitor: &Visitor, email: Field) -> AccountEmailPage {
    AccountEmailPage {
        page: page.layout(),
        form: Form::to(page.link(links::ACCOUNT_EMAIL)),
        email,
        present: visitor.account.email.typed().to_owned(),
        alert: None,
        account_href: page.link(links::ACCOUNT),
    }
}
