//! The page behind the link of a reset letter: a new password, typed twice.

pub mod handlers;

use askama::Template;
use chrono::TimeDelta;

use super::{Alert, Field, Form, Layout, Problem, Summary, Tone, first_problem, summary};

/// `reset_password.html`
#[derive(Clone, Debug, Template)]
#[template(path = "reset_password.html")]
pub struct ResetPasswordPage {
    /// The frame.
    pub page: Layout,
    /// How far the reset is.
    pub state: ResetState,
}

/// How far the reset is.
#[derive(Clone, Debug)]
pub enum ResetState {
    /// A new password is asked for.
    Asked(Box<ResetForm>),
    /// The new password holds.
    Done {
        /// The way to the login page.
        login_href: Option<String>,
    },
    /// The account may not be used; only the reader of its mailbox is told.
    Locked,
    /// The new password holds at Commerce Layer, and the old one still does here.
    Halfway {
        /// The way to a new link.
        again_href: String,
    },
    /// The link was used, has run out or was never right.
    InvalidLink {
        /// The way to a new link.
        again_href: Option<String>,
    },
}

/// The form for the new password.
#[derive(Clone, Debug)]
pub struct ResetForm {
    /// Where the fields go.
    pub form: Form,
    /// `customerPassword`
    pub password: Field,
    /// `customerConfirmPassword`
    pub confirmation: Field,
    /// The address that the password is for, where it is known: password managers keep both together.
    pub username: Option<String>,
    /// What happened before.
    pub alert: Option<ResetAlert>,
}

/// What happened before this page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetAlert {
    /// Too many tries; the next is taken after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// We have too much to do.
    Busy,
    /// Commerce Layer does not answer.
    ShopAway,
}

impl ResetForm {
    /// An empty form. `min_length` is the least number of characters of a password.
    pub fn new(form: Form, min_length: usize) -> Self {
        let (password, confirmation) = (Field::new_password(min_length), Field::confirm_password());
        Self { form, password, confirmation, username: None, alert: None }
    }

    fn fields(&self) -> [&Field; 2] {
        [&self.password, &self.confirmation]
    }

    fn summary(&self, page: &Layout) -> Option<Summary> {
        summary(page, &self.fields())
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&self.fields())
    }

    fn message(&self, page: &Layout) -> Option<Alert> {
        Some(match self.alert? {
            ResetAlert::TooManyTries { wait } => Alert::too_many_tries(page, wait),
            ResetAlert::Busy => Alert::new(Tone::Problem, page, "page-overloaded"),
            ResetAlert::ShopAway => Alert::new(Tone::Problem, page, "reset-shop-away"),
        })
    }
}

impl ResetPasswordPage {
    fn title(&self) -> String {
        let failed = match &self.state {
            ResetState::Asked(form) => form.focus().is_some() || form.alert.is_some(),
            _ => false,
        };
        self.page.title(&self.heading(), failed)
    }

    fn heading(&self) -> String {
        self.page.text(match self.state {
            ResetState::Asked(_) => "reset-heading",
            ResetState::Done { .. } => "reset-done-heading",
            ResetState::Locked => "arrival-locked",
            ResetState::Halfway { .. } => "reset-halfway-heading",
            ResetState::InvalidLink { .. } => "reset-invalid-heading",
        })
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let empty = ResetForm::new(Form::to("/identity/reset-password").carrying("clientId", "acme-web"), 15);
        let sample = |state| Self { page: page.clone(), state };
        let problems = |password, confirmation| {
            let mut form = empty.clone();
            form.password.problem = password;
            form.confirmation.problem = confirmation;
            sample(ResetState::Asked(Box::new(form)))
        };
        let alert =
            |alert| sample(ResetState::Asked(Box::new(ResetForm { alert: Some(alert), ..empty.clone() })));
        let href = || Some("/identity/login".to_owned());
        vec![
            ("empty", sample(ResetState::Asked(Box::new(empty.clone())))),
            ("too-short", problems(Some(Problem::PasswordTooShort { min: 15 }), None)),
            ("several-errors", problems(Some(Problem::PasswordTooCommon), Some(Problem::PasswordsDiffer))),
            ("throttled", alert(ResetAlert::TooManyTries { wait: TimeDelta::hours(1) })),
            ("busy", alert(ResetAlert::Busy)),
            ("shop-away", alert(ResetAlert::ShopAway)),
            (
                "with-username",
                sample(ResetState::Asked(Box::new(ResetForm {
                    username: Some("ada@example.com".into()),
                    ..empty.clone()
                }))),
            ),
            ("locked", sample(ResetState::Locked)),
            ("done", sample(ResetState::Done { login_href: href() })),
            ("halfway", sample(ResetState::Halfway { again_href: "/identity/recover".into() })),
            ("invalid-link", sample(ResetState::InvalidLink { again_href: href() })),
            ("invalid-link-bare", sample(ResetState::InvalidLink { again_href: None })),
        ]
    }
}
