//! The page where a person logs in: at a provider, or with e-mail and password; and the two ways out
//! (forgotten, not yet signed up).

pub mod handlers;

use askama::Template;
use chrono::TimeDelta;

use super::provider_button::{are_many, sample_providers};
use super::{Alert, Field, Form, Layout, Problem, ProviderButton, Summary, Tone, first_problem, summary};

/// `login.html`
#[derive(Clone, Debug, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// The frame.
    pub page: Layout,
    /// The providers that the shop offers, in its order.
    pub providers: Vec<ProviderButton>,
    /// False where the shop takes no passwords.
    pub password_offered: bool,
    /// Where no password is offered: true where the domain of an address leads on to a provider, so that the
    /// address alone is asked for.
    pub email_leads_on: bool,
    /// Where the address goes for a mailed code; `None` where the shop sends none.
    pub code_form: Option<Form>,
    /// Where e-mail and password go.
    pub form: Form,
    /// `customerEmail`
    pub email: Field,
    /// `customerPassword`
    pub password: Field,
    /// What happened before.
    pub alert: Option<LoginAlert>,
    /// The way to a new password.
    pub forgot: Option<ForgotLink>,
    /// The way to the sign-up page.
    pub signup_href: Option<String>,
    /// The way on for a browser that has begun a sign-up with this address and not typed the code yet.
    pub code_href: Option<String>,
}

/// What happened before this page was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginAlert {
    /// E-mail and password do not belong together; which of them is wrong is not told.
    WrongEmailOrPassword,
    /// Too many tries; the next is taken after `wait`.
    TooManyTries {
        /// The time left.
        wait: TimeDelta,
    },
    /// We have too much to do.
    Busy,
    /// The link or the page from before no longer holds.
    LinkExpired,
    /// The address is confirmed already, or was just now in another browser.
    AlreadyConfirmed,
    /// The shop makes its accounts itself.
    SignUpClosed,
    /// The provider does not answer.
    ProviderAway {
        /// What it is called here.
        label: String,
    },
    /// No password is offered, and the domain of the address leads to no provider.
    NoProviderForAddress,
}

/// The link for those who forgot their password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForgotLink {
    /// Where it leads; `http` or `https` only, checked by the caller.
    pub href: String,
    /// The host that it leads to where that is not our own: said beside it, and opened in a new tab.
    pub foreign_host: Option<String>,
}

impl LoginPage {
    /// An empty page, or one filled with the e-mail address that the shop or the person gave.
    pub fn new(page: Layout, form: Form, email: &str) -> Self {
        let (email, password) = (Field::email(email), Field::current_password());
        Self {
            page,
            providers: Vec::new(),
            password_offered: true,
            email_leads_on: false,
            code_form: None,
            form,
            email,
            password,
            alert: None,
            forgot: None,
            signup_href: None,
            code_href: None,
        }
    }

    /// The same page with a message above the form.
    #[must_use]
    pub fn with_alert(mut self, alert: LoginAlert) -> Self {
        self.password.blamed = alert == LoginAlert::WrongEmailOrPassword;
        self.email.blamed = alert == LoginAlert::NoProviderForAddress;
        self.alert = Some(alert);
        self
    }

    fn title(&self) -> String {
        let failed = self.focus().is_some() || self.message().is_some_and(|m| m.tone == Tone::Problem);
        self.page.title(&self.page.text("login-heading"), failed)
    }

    fn message(&self) -> Option<Alert> {
        let alert = |tone, key| Alert::new(tone, &self.page, key);
        Some(match self.alert.as_ref()? {
            LoginAlert::WrongEmailOrPassword => alert(Tone::Problem, "login-wrong"),
            LoginAlert::TooManyTries { wait } => Alert::too_many_tries(&self.page, *wait),
            LoginAlert::Busy => alert(Tone::Problem, "page-overloaded"),
            LoginAlert::LinkExpired => alert(Tone::Notice, "login-link-expired"),
            LoginAlert::AlreadyConfirmed => alert(Tone::Success, "login-already-confirmed"),
            LoginAlert::SignUpClosed => alert(Tone::Notice, "login-sign-up-closed"),
            LoginAlert::ProviderAway { label } => {
                let text = self.page.texts.with("login-provider-away", &[("label", label.as_str().into())]);
                Alert { tone: Tone::Problem, text }
            }
            LoginAlert::NoProviderForAddress => alert(Tone::Problem, "login-no-provider"),
        })
    }

    fn summary(&self) -> Option<Summary> {
        summary(&self.page, &[&self.email, &self.password])
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.email, &self.password])
    }

    fn form_offered(&self) -> bool {
        self.password_offered || self.email_leads_on || self.code_form.is_some()
    }

    /// Where the form goes: with a code alone, there is nothing else to do with an address.
    fn action(&self) -> &str {
        match &self.code_form {
            Some(code) if !self.password_offered => &code.action,
            _ => &self.form.action,
        }
    }

    fn many(&self) -> bool {
        are_many(&self.providers)
    }

    fn forgot_note(&self, host: &str) -> String {
        self.page.texts.with("login-forgot-elsewhere", &[("host", host.into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = Form::to("/identity/login")
            .carrying("clientId", "acme-web")
            .carrying("returnUrl", "https://acme.example/p?size=L&color=\"red\"");
        let empty = Self {
            forgot: Some(ForgotLink { href: "/reset".into(), foreign_host: None }),
            signup_href: Some("/identity/signup?clientId=acme-web".into()),
            ..Self::new(page.clone(), form, "")
        };
        let filled = Self { email: Field::email("ada@example.com"), ..empty.clone() };
        let with = |alert| filled.clone().with_alert(alert);
        let mut no_email = empty.clone();
        no_email.email.problem = Some(Problem::EmailMissing);
        let mut bad_email = Self { email: Field::email("ada@"), ..empty.clone() };
        bad_email.email.problem = Some(Problem::EmailInvalid);
        let mut no_password = filled.clone();
        no_password.password.problem = Some(Problem::PasswordMissing);
        let mut nothing = no_email.clone();
        nothing.password.problem = Some(Problem::PasswordMissing);
        let forgot = ForgotLink {
            href: "https://acme.example/reset".into(),
            foreign_host: Some("acme.example".into()),
        };
        let elsewhere = Self { forgot: Some(forgot), ..empty.clone() };
        let begun = Self {
            code_href: Some("/verify?clientId=acme-web".into()),
            ..with(LoginAlert::WrongEmailOrPassword)
        };
        let bare = Self { forgot: None, signup_href: None, ..empty.clone() };
        let with_providers = |count| Self { providers: sample_providers(count), ..empty.clone() };
        let without_password = |email_leads_on| Self {
            password_offered: false,
            email_leads_on,
            forgot: None,
            ..with_providers(2)
        };
        let away = LoginAlert::ProviderAway { label: "Google".into() };
        let mut address_missing = without_password(true);
        address_missing.email.problem = Some(Problem::EmailMissing);
        let unknown_domain = Self { email: Field::email("ada@example.com"), ..without_password(true) };
        vec![
            ("one-provider", with_providers(1)),
            ("two-providers", with_providers(2)),
            ("six-providers", with_providers(6)),
            ("provider-away", with_providers(2).with_alert(away)),
            (
                "wrong-with-provider",
                Self { providers: sample_providers(1), ..with(LoginAlert::WrongEmailOrPassword) },
            ),
            ("providers-only", without_password(false)),
            ("address-only", without_password(true)),
            ("address-missing", address_missing),
            ("address-unknown", unknown_domain.with_alert(LoginAlert::NoProviderForAddress)),
            (
                "code-or-password",
                Self { code_form: Some(Form::to("/code?clientId=acme-web")), ..empty.clone() },
            ),
            (
                "code-only",
                Self {
                    code_form: Some(Form::to("/code?clientId=acme-web")),
                    password_offered: false,
                    forgot: None,
                    ..empty.clone()
                },
            ),
            ("empty", empty),
            ("filled", filled.clone()),
            ("no-email", no_email),
            ("bad-email", bad_email),
            ("no-password", no_password),
            ("several-errors", nothing),
            ("wrong", with(LoginAlert::WrongEmailOrPassword)),
            ("throttled", with(LoginAlert::TooManyTries { wait: TimeDelta::minutes(4) })),
            ("busy", with(LoginAlert::Busy)),
            ("link-expired", with(LoginAlert::LinkExpired)),
            ("sign-up-closed", with(LoginAlert::SignUpClosed)),
            ("already-confirmed", with(LoginAlert::AlreadyConfirmed)),
            ("forgot-elsewhere", elsewhere),
            ("bare", bare),
            ("begun", begun),
        ]
    }
}
