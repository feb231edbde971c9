//! The way back into an account: an address is asked for, then the code of the letter, then a new password.

pub mod handlers;
pub mod password;

use askama::Template;
use chrono::TimeDelta;

use super::{Alert, Field, Form, Layout, Tone, first_problem};

/// `recover.html`
#[derive(Clone, Debug, Template)]
#[template(path = "recover.html")]
pub struct RecoverPage {
    /// The frame.
    pub page: Layout,
    /// Where the address goes.
    pub form: Form,
    /// `customerEmail`
    pub email: Field,
    /// What happened before.
    pub alert: Option<RecoverAlert>,
    /// The way back to the login page.
    pub login_href: String,
}

/// What happened before this page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoverAlert {
    /// Too many letters; the next is written after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// The link or the page from before no longer holds.
    Expired,
}

impl RecoverPage {
    fn title(&self) -> String {
        let failed = self.focus().is_some() || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("recover-heading"), failed)
    }

    fn message(&self) -> Option<Alert> {
        Some(match self.alert? {
            RecoverAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, wait),
            RecoverAlert::Expired => Alert::new(Tone::Notice, &self.page, "recover-expired"),
        })
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.email])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let empty = Self {
            page: page.clone(),
            form: Form::to("/recover?clientId=acme-web"),
            email: Field::email(""),
            alert: None,
            login_href: "/identity/login?clientId=acme-web".into(),
        };
        let with = |typed| Self { email: Field::read_email(typed).0, ..empty.clone() };
        let wait = TimeDelta::minutes(10);
        vec![
            ("empty", empty.clone()),
            ("filled", Self { email: Field::email("ada@example.com"), ..empty.clone() }),
            ("no-email", with("")),
            ("bad-email", with("ada@")),
            ("throttled", Self { alert: Some(RecoverAlert::TooManyTries { wait }), ..empty.clone() }),
            ("expired", Self { alert: Some(RecoverAlert::Expired), ..empty }),
        ]
    }
}
