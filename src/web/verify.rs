//! The page where the code from a letter is typed, and a new one can be asked for.

pub mod handlers;

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Alert, Field, Form, Layout, Problem, Tone, first_problem};
use crate::i18n::Around;

/// `verify.html`
#[derive(Clone, Debug, Template)]
#[template(path = "verify.html")]
pub struct VerifyPage {
    /// The frame.
    pub page: Layout,
    /// Where the code goes.
    pub form: Form,
    /// `code`
    pub code: Field,
    /// What the letter is for.
    pub words: VerifyWords,
    /// The address that the letter went to.
    pub email: String,
    /// What happened before.
    pub alert: Option<VerifyAlert>,
    /// How long until the letter leaves, where it has to wait for its turn.
    pub delayed: Option<TimeDelta>,
    /// Where a new code is asked for.
    pub resend: Form,
    /// How long until a new code may be asked for; `None` when it may be now.
    pub resend_wait: Option<TimeDelta>,
    /// The way back for those who mistyped their address.
    pub start_again_href: Option<String>,
}

/// What a code is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyWords {
    /// Signing up.
    SignUp,
    /// Another password. Whether there is an account, and so a letter with a code, is not told.
    Recover,
    /// Signing in.
    SignIn,
    /// Another address.
    ChangeEmail,
}

impl VerifyWords {
    fn lead(self) -> &'static str {
        match self {
            Self::SignUp => "verify-sent-to",
            Self::Recover => "recover-sent-to",
            Self::SignIn => "code-sent-to",
            Self::ChangeEmail => "email-sent-to",
        }
    }

    fn button(self) -> &'static str {
        match self {
            Self::SignUp | Self::ChangeEmail => "verify-button",
            Self::Recover => "recover-code-button",
            Self::SignIn => "login-button",
        }
    }
}

/// What happened before this page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyAlert {
    /// A new code was asked for and sent.
    NewCodeSent,
    /// The code was right but too old; a new one was sent.
    ExpiredNewCodeSent,
    /// The code was tried too often; it no longer holds, and a new one was sent.
    TooManyTriesNewCodeSent,
    /// Too many codes or tries; the next is taken after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// A new code was asked for too soon after the last.
    ResendTooEarly {
        /// The time left.
        wait: TimeDelta,
    },
}

impl VerifyAlert {
    /// Whether it says that a letter has left.
    fn is_of_a_letter(self) -> bool {
        matches!(self, Self::NewCodeSent | Self::ExpiredNewCodeSent | Self::TooManyTriesNewCodeSent)
    }
}

impl VerifyPage {
    /// The page as it is first shown, just after a code was sent to `email`.
    pub fn new(page: Layout, form: Form, resend: Form, email: &str) -> Self {
        Self {
            page,
            form,
            code: Field::code(),
            words: VerifyWords::SignUp,
            email: email.to_owned(),
            alert: None,
            delayed: None,
            resend,
            resend_wait: None,
            start_again_href: None,
        }
    }

    /// The same page with a message above the form.
    #[must_use]
    pub fn with_alert(mut self, alert: VerifyAlert) -> Self {
        self.alert = Some(alert);
        self
    }

    /// The same page, which says so where the letter has not gone yet.
    #[must_use]
    pub fn delayed_until(mut self, sent_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        self.delayed = Some(sent_at - now).filter(|wait| *wait > TimeDelta::zero());
        self
    }

    /// The same page for something else than signing up.
    #[must_use]
    pub fn for_the_sake_of(mut self, words: VerifyWords) -> Self {
        self.words = words;
        self
    }

    fn title(&self) -> String {
        let failed = self.code.is_wrong() || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("verify-heading"), failed)
    }

    fn message(&self) -> Option<Alert> {
        let alert = |tone, key| Alert::new(tone, &self.page, key);
        let is_told_of_letter = self.alert.is_none_or(VerifyAlert::is_of_a_letter);
        if let Some(wait) = self.delayed.filter(|_| is_told_of_letter) {
            let wait = self.page.texts.wait(wait);
            let text = self.page.texts.with("verify-delayed", &[("wait", wait.into())]);
            return Some(Alert { tone: Tone::Notice, text });
        }
        Some(match self.alert? {
            VerifyAlert::NewCodeSent => alert(Tone::Success, "verify-new-code-sent"),
            VerifyAlert::ExpiredNewCodeSent => alert(Tone::Notice, "verify-expired"),
            VerifyAlert::TooManyTriesNewCodeSent => alert(Tone::Notice, "verify-too-many-wrong"),
            VerifyAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, wait),
            VerifyAlert::ResendTooEarly { wait } => {
                let wait = self.page.texts.wait(wait);
                let text = self.page.texts.with("verify-resend-too-early", &[("wait", wait.into())]);
                Alert { tone: Tone::Notice, text }
            }
        })
    }

    fn sent_to(&self) -> Around {
        let lead = if self.delayed.is_some() { "verify-sent-later-to" } else { self.words.lead() };
        self.page.texts.around(lead, "email")
    }

    /// The code is the one thing to do here, so it has the focus at once.
    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.code]).or(Some(self.code.name))
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = Form::to("/identity/verify").carrying("clientId", "acme-web");
        let resend = Form::to("/identity/verify/resend").carrying("clientId", "acme-web");
        let sent = Self {
            resend_wait: Some(TimeDelta::seconds(30)),
            start_again_href: Some("/identity/signup?clientId=acme-web".into()),
            ..Self::new(page.clone(), form, resend, "ada.lovelace@example.com")
        };
        let wait = TimeDelta::minutes(12);
        let with = |alert| sent.clone().with_alert(alert);
        let wrong = |problem| {
            let mut sample = Self { resend_wait: None, ..sent.clone() };
            sample.code.problem = Some(problem);
            sample
        };
        vec![
            ("sent", sent.clone()),
            ("resend-possible", Self { resend_wait: None, ..sent.clone() }),
            ("no-code", wrong(Problem::CodeMissing)),
            ("not-six-digits", wrong(Problem::CodeNotSixDigits)),
            ("wrong", wrong(Problem::CodeWrong { left: 4 })),
            ("wrong-last-try", wrong(Problem::CodeWrong { left: 1 })),
            ("new-code-sent", with(VerifyAlert::NewCodeSent)),
            ("expired", with(VerifyAlert::ExpiredNewCodeSent)),
            ("too-many-wrong", with(VerifyAlert::TooManyTriesNewCodeSent)),
            ("throttled", with(VerifyAlert::TooManyTries { wait })),
            ("delayed", Self { delayed: Some(TimeDelta::minutes(4)), ..sent.clone() }),
            ("recover", sent.clone().for_the_sake_of(VerifyWords::Recover)),
            ("sign-in", sent.clone().for_the_sake_of(VerifyWords::SignIn)),
            ("change-email", sent.clone().for_the_sake_of(VerifyWords::ChangeEmail)),
            ("resend-too-early", with(VerifyAlert::ResendTooEarly { wait: TimeDelta::seconds(20) })),
        ]
    }
}
