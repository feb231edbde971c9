//! The page where a person signs up: at a provider, or with e-mail and a new password, typed twice.

pub mod handlers;

use askama::Template;
use chrono::TimeDelta;

use super::provider_button::{are_many, sample_providers};
use super::{Alert, Field, Form, Layout, Problem, ProviderButton, Summary, Tone, first_problem, summary};
use crate::credentials::Weakness;
use crate::work::Puzzle;

/// `signup.html`
#[derive(Clone, Debug, Template)]
#[template(path = "signup.html")]
pub struct SignupPage {
    /// The frame.
    pub page: Layout,
    /// The providers that the shop offers, in its order.
    pub providers: Vec<ProviderButton>,
    /// False where the shop takes no passwords.
    pub password_offered: bool,
    /// Where the fields go.
    pub form: Form,
    /// `customerEmail`
    pub email: Field,
    /// `customerPassword`
    pub password: Field,
    /// `customerConfirmPassword`
    pub confirmation: Field,
    /// What happened before.
    pub alert: Option<SignupAlert>,
    /// The way to the login page.
    pub login_href: Option<String>,
}

/// What happened before this page was shown. That an address is taken is never told here: its owner gets a
/// letter (catalogue F).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignupAlert {
    /// Too many tries; the next is taken after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// We have too much to do.
    Busy,
    /// The sign-up that was begun no longer holds.
    Expired,
}

impl SignupPage {
    /// An empty page, or one filled with the e-mail address that the shop or the person gave. `min_length` is
    /// the least number of characters of a password.
    pub fn new(page: Layout, form: Form, email: &str, min_length: usize) -> Self {
        Self {
            page,
            providers: Vec::new(),
            password_offered: true,
            form,
            email: Field::email(email),
            password: Field::new_password(min_length),
            confirmation: Field::confirm_password(),
            alert: None,
            login_href: None,
        }
    }

    /// The same page with a message above the form.
    #[must_use]
    pub fn with_alert(mut self, alert: SignupAlert) -> Self {
        self.alert = Some(alert);
        self
    }

    fn title(&self) -> String {
        let failed = self.focus().is_some() || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("signup-heading"), failed)
    }

    fn message(&self) -> Option<Alert> {
        let problem = |key| Alert::new(Tone::Problem, &self.page, key);
        Some(match self.alert? {
            SignupAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, wait),
            SignupAlert::Busy => problem("page-overloaded"),
            SignupAlert::Expired => Alert::new(Tone::Notice, &self.page, "signup-expired"),
        })
    }

    fn many(&self) -> bool {
        are_many(&self.providers)
    }

    fn fields(&self) -> [&Field; 3] {
        [&self.email, &self.password, &self.confirmation]
    }

    fn summary(&self) -> Option<Summary> {
        summary(&self.page, &self.fields())
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&self.fields())
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = Form::to("/identity/signup").carrying("clientId", "acme-web");
        let priced = form.clone().at_the_price_of(Some(Puzzle { token: "c2FtcGxl".into() }));
        let empty = Self {
            login_href: Some("/identity/login?clientId=acme-web".into()),
            ..Self::new(page.clone(), form, "", 15)
        };
        let filled = Self { email: Field::email("ada.lovelace@example.com"), ..empty.clone() };
        let with = |alert| filled.clone().with_alert(alert);
        let short = Problem::PasswordTooShort { min: 15 };
        let problems = |email, password, confirmation| {
            let mut sample =
                if email == Some(Problem::EmailMissing) { empty.clone() } else { filled.clone() };
            if email == Some(Problem::EmailInvalid) {
                sample.email = Field::email("ada.lovelace@");
            }
            sample.email.problem = email;
            sample.password.problem = password;
            sample.confirmation.problem = confirmation;
            sample
        };
        let with_providers = |count| Self { providers: sample_providers(count), ..empty.clone() };
        vec![
            ("one-provider", with_providers(1)),
            ("six-providers", with_providers(6)),
            ("providers-only", Self { password_offered: false, ..with_providers(2) }),
            ("empty", empty.clone()),
            ("filled", filled.clone()),
            ("nothing-typed", problems(Some(Problem::EmailMissing), Some(Problem::PasswordMissing), None)),
            ("bad-email", problems(Some(Problem::EmailInvalid), None, None)),
            ("disposable-email", problems(Some(Problem::EmailDisposable), None, None)),
            ("too-short", problems(None, Some(short), None)),
            ("too-long", problems(None, Some(Problem::PasswordTooLong { max: 256 }), None)),
            ("too-common", problems(None, Some(Problem::PasswordTooCommon), None)),
            ("guessable", problems(None, Some(Problem::PasswordGuessable(Weakness::KeyboardRow)), None)),
            ("holds-email", problems(None, Some(Problem::PasswordHoldsEmail), None)),
            ("holds-shop", problems(None, Some(Problem::PasswordHoldsShop), None)),
            ("not-equal", problems(None, None, Some(Problem::PasswordsDiffer))),
            (
                "several-errors",
                problems(Some(Problem::EmailInvalid), Some(short), Some(Problem::PasswordsDiffer)),
            ),
            ("throttled", with(SignupAlert::TooManyTries { wait: TimeDelta::seconds(45) })),
            ("busy", with(SignupAlert::Busy)),
            ("expired", with(SignupAlert::Expired)),
            ("at-a-price", Self { form: priced, ..filled.clone() }),
        ]
    }
}
