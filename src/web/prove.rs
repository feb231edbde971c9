//! The detour of an arrival that has to prove an address, or an account, before anything is linked. It looks
//! the same whether or not an account has the address (catalogue F05), and says who is being let in (A05).

pub mod handlers;

use askama::Template;
use chrono::TimeDelta;

use super::provider_button::picture;
use super::{Alert, Field, Form, Layout, Problem, Tone, first_problem};
use crate::config::Icon;
use crate::i18n::Around;

/// `prove.html`
#[derive(Clone, Debug, Template)]
#[template(path = "prove.html")]
pub struct ProvePage {
    /// The frame.
    pub page: Layout,
    /// What the provider is called here.
    pub label: String,
    /// The provider's picture.
    pub icon: Icon,
    /// The name or address by which the provider knows the person.
    pub known_as: Option<String>,
    /// What is asked for.
    pub step: ProveStep,
    /// What happened before.
    pub alert: Option<ProveAlert>,
    /// Where those go who do not go on.
    pub cancel_href: String,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum ProveStep {
    /// An address: the provider gave none.
    AskEmail(AskEmail),
    /// The code from a letter, or else the password of an account.
    Code(Box<ProveCode>),
}

/// The address that the provider did not give.
#[derive(Clone, Debug)]
pub struct AskEmail {
    /// Where it goes.
    pub form: Form,
    /// `customerEmail`
    pub email: Field,
}

/// The code from a letter, or else the password of an account.
#[derive(Clone, Debug)]
pub struct ProveCode {
    /// The address that the letter went to, masked.
    pub email: String,
    /// Where the code goes.
    pub form: Form,
    /// `code`
    pub code: Field,
    /// Where a new code is asked for.
    pub resend: Form,
    /// How long until a new code may be asked for; `None` when it may be now.
    pub resend_wait: Option<TimeDelta>,
    /// Where the password goes; `None` at a shop that takes none.
    pub password_form: Option<Form>,
    /// `customerPassword`
    pub password: Field,
}

/// What happened before this page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProveAlert {
    /// The code is not the one that was sent.
    WrongCode {
        /// How many more tries there are.
        tries_left: u32,
    },
    /// The code was tried too often; it no longer holds, and a new one was sent.
    Exhausted,
    /// The code was too old; a new one was sent.
    Expired,
    /// No account has this address and this password; which of them is wrong is not told.
    WrongPassword,
    /// Too many codes or tries; the next is taken after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// We have too much to do.
    Busy,
    /// A new code was asked for and sent.
    Resent,
    /// A new code was asked for too soon after the last.
    NoLetterYet {
        /// The time left.
        wait: TimeDelta,
    },
}

impl AskEmail {
    /// An empty form.
    pub fn new(form: Form) -> Self {
        Self { form, email: Field::email("") }
    }
}

impl ProveCode {
    /// The step just after a code was sent to `email`, which is masked.
    pub fn new(email: &str, form: Form, resend: Form, password_form: Option<Form>) -> Self {
        let (code, password) = (Field::code(), Field::current_password());
        Self { email: email.to_owned(), form, code, resend, resend_wait: None, password_form, password }
    }

    /// The code has the focus at once, unless the password is what has to be repaired.
    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.code, &self.password]).or(Some(self.code.name))
    }
}

impl ProvePage {
    /// The same page with what happened before: wrong entries are said at their field, all else above the form.
    #[must_use]
    pub fn with_alert(mut self, alert: ProveAlert) -> Self {
        if let ProveStep::Code(step) = &mut self.step {
            match alert {
                ProveAlert::WrongCode { tries_left } => {
                    step.code.problem = Some(Problem::CodeWrong { left: tries_left });
                }
                ProveAlert::WrongPassword => step.password.problem = Some(Problem::PasswordWrong),
                _ => {}
            }
        }
        self.alert = Some(alert);
        self
    }

    fn title(&self) -> String {
        let wrong = match &self.step {
            ProveStep::AskEmail(ask) => ask.email.is_wrong(),
            ProveStep::Code(step) => step.code.is_wrong() || step.password.is_wrong(),
        };
        let failed = wrong || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("prove-heading"), failed)
    }

    fn picture(&self) -> String {
        picture(self.icon)
    }

    fn you_come_from(&self) -> String {
        self.with_label("prove-from")
    }

    fn no_email(&self) -> String {
        self.with_label("prove-no-email")
    }

    fn sent_to(&self) -> Around {
        self.page.texts.around("verify-sent-to", "email")
    }

    fn message(&self) -> Option<Alert> {
        let alert = |tone, key| Alert::new(tone, &self.page, key);
        Some(match self.alert? {
            ProveAlert::WrongCode { .. } | ProveAlert::WrongPassword => return None,
            ProveAlert::Exhausted => alert(Tone::Notice, "verify-too-many-wrong"),
            ProveAlert::Expired => alert(Tone::Notice, "verify-expired"),
            ProveAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, wait),
            ProveAlert::Busy => alert(Tone::Problem, "page-overloaded"),
            ProveAlert::Resent => alert(Tone::Success, "verify-new-code-sent"),
            ProveAlert::NoLetterYet { wait } => {
                let wait = self.page.texts.wait(wait);
                let text = self.page.texts.with("verify-resend-too-early", &[("wait", wait.into())]);
                Alert { tone: Tone::Notice, text }
            }
        })
    }

    fn with_label(&self, key: &str) -> String {
        self.page.texts.with(key, &[("label", self.label.as_str().into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let to = |path: &str| Form::to(path).carrying("clientId", "acme-web");
        let ask = AskEmail::new(to("/prove/email"));
        let password = Some(to("/prove/password"));
        let code = ProveCode::new("a…@example.com", to("/prove"), to("/prove/resend"), password);
        let waiting = ProveCode { resend_wait: Some(TimeDelta::seconds(30)), ..code.clone() };
        let sample = |step| Self {
            page: page.clone(),
            label: "Okta".into(),
            icon: Icon::Okta,
            known_as: Some("Ada Lovelace".into()),
            step,
            alert: None,
            cancel_href: "/identity/login?clientId=acme-web".into(),
        };
        let asked = |email: &str, problem| {
            let mut ask = AskEmail { email: Field::email(email), ..ask.clone() };
            ask.email.problem = problem;
            sample(ProveStep::AskEmail(ask))
        };
        let sent = sample(ProveStep::Code(Box::new(waiting)));
        let codes_only = ProveCode { password_form: None, ..code.clone() };
        let later = sample(ProveStep::Code(Box::new(code.clone())));
        let with = |alert| later.clone().with_alert(alert);
        let wrong = |code_problem, password_problem| {
            let mut step = code.clone();
            step.code.problem = code_problem;
            step.password.problem = password_problem;
            sample(ProveStep::Code(Box::new(step)))
        };
        let long = "Countess Augusta Ada Byron King of Lovelace, née Byron, of the Analytical Engine";
        let wait = TimeDelta::minutes(12);
        vec![
            ("no-email", asked("", None)),
            ("no-email-missing", asked("", Some(Problem::EmailMissing))),
            ("no-email-invalid", asked("ada@", Some(Problem::EmailInvalid))),
            (
                "no-email-throttled",
                asked("ada@example.com", None).with_alert(ProveAlert::TooManyTries { wait }),
            ),
            ("sent", sent.clone()),
            ("nameless", Self { known_as: None, ..sent.clone() }),
            ("long-name", Self { known_as: Some(long.into()), ..sent.clone() }),
            ("codes-only", sample(ProveStep::Code(Box::new(codes_only)))),
            ("resend-possible", later.clone()),
            ("no-code", wrong(Some(Problem::CodeMissing), None)),
            ("not-six-digits", wrong(Some(Problem::CodeNotSixDigits), None)),
            ("wrong-code", with(ProveAlert::WrongCode { tries_left: 4 })),
            ("wrong-last-try", with(ProveAlert::WrongCode { tries_left: 1 })),
            ("exhausted", with(ProveAlert::Exhausted)),
            ("expired", with(ProveAlert::Expired)),
            ("no-password", wrong(None, Some(Problem::PasswordMissing))),
            ("wrong-password", with(ProveAlert::WrongPassword)),
            ("throttled", with(ProveAlert::TooManyTries { wait })),
            ("busy", with(ProveAlert::Busy)),
            ("resent", sent.clone().with_alert(ProveAlert::Resent)),
            ("too-early", sent.with_alert(ProveAlert::NoLetterYet { wait: TimeDelta::seconds(20) })),
        ]
    }
}
