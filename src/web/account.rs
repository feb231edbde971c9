//! The account page: who I am, how I sign in, where I am signed in, leaving. One row for each thing, its state
//! in words.

pub mod again;
pub mod close;
pub(super) mod data;
pub(super) mod elsewhere;
pub mod email;
pub mod handlers;
pub mod happened;
pub(super) mod password;
pub mod profile;
pub(super) mod providers;
mod samples;

use askama::Template;
use chrono::{DateTime, Utc};

use super::provider_button::picture;
use super::{Alert, Form, Layout, Tone, asset};
use crate::config::{Icon, Language};
use crate::sessions::Device;
use happened::Happened;

/// `account.html`
#[derive(Clone, Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// The frame.
    pub page: Layout,
    /// What happened before.
    pub alert: Option<AccountAlert>,
    /// The account's address, whole: its owner is looking.
    pub email: String,
    /// True where the address is confirmed.
    pub verified: bool,
    /// When the account was made.
    pub member_since: DateTime<Utc>,
    /// True where the account has a password.
    pub password_set: bool,
    /// The providers that can sign in, by the day they were linked.
    pub providers: Vec<ProviderRow>,
    /// The providers that can be linked, too, in the shop's order.
    pub offers: Vec<ProviderOffer>,
    /// What the person wants to be called.
    pub name: Option<String>,
    /// The language of letters and pages.
    pub language: Language,
    /// True where Commerce Layer keeps the former address, because another customer has this one.
    pub email_refused: bool,
    /// The signed-in browsers, this one first.
    pub sessions: Vec<SessionRow>,
    /// Signs every other browser out.
    pub end_others: Form,
    /// What happened lately, the newest first.
    pub lately: Vec<Happened>,
    /// To the shop's pages for orders and addresses.
    pub onward: Option<Form>,
    /// The way to change name, language and notices.
    pub profile_href: String,
    /// The way to another address.
    pub email_href: String,
    /// The way to another password; `None` where the shop takes none.
    pub password_href: Option<String>,
    /// The way to everything that is kept.
    pub data_href: String,
    /// The way to leave.
    pub close_href: String,
    /// Signs this browser out.
    pub sign_out: Form,
    /// The present moment, from which the rows count.
    pub now: DateTime<Utc>,
}

/// What happened before this page was shown; those about a provider name it as it is called here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountAlert {
    /// The account was to be closed, and stays.
    Kept,
    /// Something was changed; the key of what is said of it.
    Done(&'static str),
    /// The provider can sign in from now on.
    Linked {
        /// The provider.
        label: String,
    },
    /// The provider cannot sign in any more.
    Unlinked {
        /// The provider.
        label: String,
    },
    /// The provider stays, because nothing else signs in.
    LastWay {
        /// The provider.
        label: String,
    },
    /// The provider was linked before.
    AlreadyLinked {
        /// The provider.
        label: String,
    },
    /// The person came back from the provider without linking it.
    NotLinked {
        /// The provider.
        label: String,
    },
}

/// A provider that can sign in.
#[derive(Clone, Debug)]
pub struct ProviderRow {
    /// What it is called here.
    pub label: String,
    /// Its picture.
    pub icon: Icon,
    /// The name or address by which it knows the person.
    pub known_as: Option<String>,
    /// When it was linked.
    pub linked_on: DateTime<Utc>,
    /// The way to be rid of it.
    pub unlink: Unlink,
}

/// Whether a provider can be unlinked now.
#[derive(Clone, Debug)]
pub enum Unlink {
    /// Yes.
    Allowed(Form),
    /// No: nothing else signs in.
    LastWay,
    /// Only after signing in again, which this form leads to.
    SignInAgain(Form),
}

/// A provider that can be linked.
#[derive(Clone, Debug)]
pub struct ProviderOffer {
    /// What it is called here.
    pub label: String,
    /// Its picture.
    pub icon: Icon,
    /// The way to link it.
    pub link: Link,
}

/// Whether a provider can be linked now.
#[derive(Clone, Debug)]
pub enum Link {
    /// Yes.
    Allowed(Form),
    /// Only after signing in again, which this form leads to.
    SignInAgain(Form),
}

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// What it is.
    pub device: Device,
    /// From which network address the person signed in.
    pub address: Option<String>,
    /// When it was last seen.
    pub last_seen: DateTime<Utc>,
    /// True for the browser that asks.
    pub current: bool,
    /// Signs it out.
    pub end: Form,
}

impl AccountPage {
    fn title(&self) -> String {
        let failed = self.message().is_some_and(|message| message.tone == Tone::Problem);
        self.page.title(&self.page.text("account-heading"), failed)
    }

    fn message(&self) -> Option<Alert> {
        let (tone, key, label) = match self.alert.as_ref()? {
            AccountAlert::Done(key) => return Some(Alert::new(Tone::Success, &self.page, key)),
            AccountAlert::Kept => return Some(Alert::new(Tone::Success, &self.page, "account-kept")),
            AccountAlert::Linked { label } => (Tone::Success, "account-linked", label),
            AccountAlert::Unlinked { label } => (Tone::Success, "account-unlinked", label),
            AccountAlert::LastWay { label } => (Tone::Problem, "account-last-way", label),
            AccountAlert::AlreadyLinked { label } => (Tone::Notice, "account-already-linked", label),
            AccountAlert::NotLinked { label } => (Tone::Notice, "account-not-linked", label),
        };
        Some(Alert { tone, text: self.with_label(key, label) })
    }

    fn email_state(&self) -> String {
        self.page.text(if self.verified { "account-email-confirmed" } else { "account-email-unconfirmed" })
    }

    fn language_name(&self) -> &'static str {
        self.language.own_name()
    }

    /// What a screen reader calls a button that many rows have: its own words first, as they are seen (WCAG 2.5.3).
    fn button_of(&self, button: &str, row: &str) -> String {
        format!("{}: {row}", self.page.text(button))
    }

    fn ago(&self, moment: &DateTime<Utc>) -> String {
        self.page.texts.ago(*moment, self.now)
    }

    fn member_since(&self) -> String {
        self.page.texts.day(self.member_since)
    }

    fn password_state(&self) -> String {
        self.page.text(if self.password_set { "account-password-set" } else { "account-password-not-set" })
    }

    fn linked_on(&self, row: &ProviderRow) -> String {
        let day = self.page.texts.day(row.linked_on);
        self.page.texts.with("account-linked-on", &[("day", day.into())])
    }

    fn with_label(&self, key: &str, label: &str) -> String {
        self.page.texts.with(key, &[("label", label.into())])
    }

    fn picture(icon: Icon) -> String {
        picture(icon)
    }

    fn password_picture() -> String {
        asset("icon-password.svg")
    }

    /// The form that leads to signing in again, where any of the rows needs it: one button for all of them.
    fn sign_in_again(&self) -> Option<&Form> {
        let rows = self.providers.iter().filter_map(|row| match &row.unlink {
            Unlink::SignInAgain(form) => Some(form),
            Unlink::Allowed(_) | Unlink::LastWay => None,
        });
        let offers = self.offers.iter().filter_map(|offer| match &offer.link {
            Link::SignInAgain(form) => Some(form),
            Link::Allowed(_) => None,
        });
        rows.chain(offers).next()
    }

    fn device(&self, session: &SessionRow) -> String {
        session.device.words(self.page.texts)
    }

    fn last_seen(&self, session: &SessionRow) -> String {
        if session.current {
            self.page.text("account-this-browser")
        } else {
            self.page.texts.ago(session.last_seen, self.now)
        }
    }
}
