//! Closing the account: what is lost, from when, and how to undo it; then the day.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};

use super::again::SignInAgainPage;
use super::providers::{is_recent, open, sign_in_again, sign_in_first};
use crate::app::App;
use crate::http::{WebError, client_address, cookies};
use crate::i18n::Around;
use crate::links;
use crate::sign_in::{ClosingProblem, ask_to_close};
use crate::web::shop_page::ShopPage;
use crate::web::{Form, Layout};

/// `close.html`
#[derive(Clone, Debug, Template)]
#[template(path = "close.html")]
pub struct CloseAccountPage {
    /// The frame.
    pub page: Layout,
    /// How far it is.
    pub state: CloseState,
    /// When the account is erased, or would be.
    pub day: DateTime<Utc>,
    /// How long it can be had back.
    pub wait: TimeDelta,
}

/// How far somebody is with leaving.
#[derive(Clone, Debug)]
pub enum CloseState {
    /// Asked whether to.
    Asked {
        /// The account's address: whose account it is must be plain.
        email: String,
        /// Closes it.
        form: Form,
        /// The way back to the account.
        account_href: String,
    },
    /// Done, and everybody is signed out.
    Closing {
        /// Where signing in undoes it.
        login_href: String,
    },
}

impl CloseAccountPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text(self.heading()), false)
    }

    fn heading(&self) -> &'static str {
        match self.state {
            CloseState::Asked { .. } => "close-heading",
            CloseState::Closing { .. } => "close-done-heading",
        }
    }

    fn lead(&self) -> Around {
        self.page.texts.around("close-lead", "email")
    }

    fn until(&self) -> String {
        let (day, wait) = (self.page.texts.day(self.day), self.page.texts.wait(self.wait));
        self.page.texts.with("close-until", &[("day", day.into()), ("wait", wait.into())])
    }

    fn done_lead(&self) -> String {
        self.page.texts.with("close-done-lead", &[("day", self.page.texts.day(self.day).into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let sample = |state| Self {
            page: page.clone(),
            state,
            day: DateTime::from_timestamp(1_795_305_600, 0).unwrap_or_default(),
            wait: TimeDelta::days(14),
        };
        let asked = |email: &str| CloseState::Asked {
            email: email.into(),
            form: Form::to("/account/close?clientId=acme-web"),
            account_href: "/account?clientId=acme-web".into(),
        };
        let long = "a.very.long.address.indeed@a-rather-long-department.of-a-company.example.com";
        let login_href = "/identity/login?clientId=acme-web".into();
        vec![
            ("asked", sample(asked("ada.lovelace@example.com"))),
            ("long-address", sample(asked(long))),
            ("one-day", Self { wait: TimeDelta::days(1), ..sample(asked("ada@example.com")) }),
            ("closing", sample(CloseState::Closing { login_href })),
        ]
    }
}

/// Asks whether to close the account.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    page.address = page.link(links::ACCOUNT_CLOSE);
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let state = CloseState::Asked {
        email: visitor.account.email.typed().to_owned(),
        form: Form::to(page.link(links::ACCOUNT_CLOSE)),
        account_href: page.link(links::ACCOUNT),
    };
    answer(&app, &page, state, app.now() + app.settings.accounts.closing_after)
}

/// Closes it. The answer is the last page: nobody is signed in any more who could ask for another.
pub async fn post(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    page.address = page.link(links::LOGIN);
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let shop = page.shop();
    let asked =
        ask_to_close(&app, &visitor.account, Some(&visitor.session), (&page.visit, &shop), address).await;
    let day = match asked {
        Ok(day) => day,
        Err(ClosingProblem::SignedOut) => return sign_in_first(&app, &request),
        Err(ClosingProblem::Failure(failure)) => return Err(failure.into()),
    };
    let answer = answer(&app, &page, CloseState::Closing { login_href: page.link(links::LOGIN) }, day)?;
    Ok(cookies::signed_out(answer, &visitor.account.organization)?)
}

fn answer(
    app: &App,
    page: &ShopPage,
    state: CloseState,
    day: DateTime<Utc>,
) -> Result<HttpResponse, WebError> {
    let wait = app.settings.accounts.closing_after;
    page.answer(StatusCode::OK, &CloseAccountPage { page: page.layout(), state, day, wait })
}

/// Says that signing in again comes first.
pub(super) fn again(page: &ShopPage) -> Result<HttpResponse, WebError> {
    let account_href = page.link(links::ACCOUNT);
    let again = SignInAgainPage { page: page.layout(), form: sign_in_again(page), account_href };
    page.answer(StatusCode::FORBIDDEN, &again)
}
