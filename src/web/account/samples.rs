//! Every state of the account page.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountAlert, AccountPage, Link, ProviderOffer, ProviderRow, SessionRow, Unlink};
use crate::config::Icon;
use crate::sessions::Device;
use crate::web::{Form, Layout};

impl AccountPage {
    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let one = one_browser(page);
        let several = Self {
            sessions: vec![
                session("Android Chrome/131", 0, true),
                session("Macintosh; Intel Mac OS X Safari/605", 60 * 3, false),
                session("curl/8", 60 * 24 * 12, false),
            ],
            ..one.clone()
        };
        let email = "a.very.long.address.indeed@a-rather-long-department.of-a-company.example.com";
        let unconfirmed = Self { verified: false, email: email.into(), ..one.clone() };
        let offers = || vec![offer("Google", Icon::Google), offer("Acme staff", Icon::Key)];
        let offered = Self { offers: offers(), ..one.clone() };
        let linked = Self {
            providers: vec![
                row("Google", Icon::Google, Some("ada@gmail.example"), Unlink::Allowed(unlink())),
                row("Okta", Icon::Okta, None, Unlink::Allowed(unlink())),
            ],
            offers: vec![offer("Acme staff", Icon::Key)],
            ..one.clone()
        };
        let only = Self {
            password_set: false,
            providers: vec![row("Google", Icon::Google, Some(email), Unlink::LastWay)],
            offers: vec![offer("The Single Sign-on of the Honourable Purveyors & Sons", Icon::Key)],
            ..one.clone()
        };
        let with = |alert| Self { alert: Some(alert), ..linked.clone() };
        let label = || "Google".to_owned();
        vec![
            ("one-browser", one),
            ("several-browsers", several),
            ("unconfirmed", unconfirmed),
            (
                "providers-offered",
                Self { alert: Some(AccountAlert::NotLinked { label: label() }), ..offered.clone() },
            ),
            ("providers-linked", linked.clone()),
            ("providers-not-now", not_now(linked.clone())),
            ("kept", with(AccountAlert::Kept)),
            ("linked", with(AccountAlert::Linked { label: label() })),
            ("already-linked", with(AccountAlert::AlreadyLinked { label: label() })),
            ("unlinked", Self { alert: Some(AccountAlert::Unlinked { label: label() }), ..offered }),
            ("only-way", only.clone()),
            ("last-way", Self { alert: Some(AccountAlert::LastWay { label: label() }), ..only }),
        ]
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_305_600, 0).unwrap_or_default()
}

fn one_browser(page: &Layout) -> AccountPage {
    AccountPage {
        page: page.clone(),
        alert: None,
        email: "ada.lovelace@example.com".into(),
        verified: true,
        member_since: now() - TimeDelta::days(400),
        password_set: true,
        providers: Vec::new(),
        offers: Vec::new(),
        sessions: vec![session("Android Chrome/131", 0, true)],
        sign_out: Form::to("/logout").carrying("clientId", "acme-web"),
        now: now(),
    }
}

fn session(agent: &str, minutes: i64, current: bool) -> SessionRow {
    SessionRow {
        device: Device::from_user_agent(agent),
        last_seen: now() - TimeDelta::minutes(minutes),
        current,
    }
}

fn row(label: &str, icon: Icon, known_as: Option<&str>, unlink: Unlink) -> ProviderRow {
    let linked_on = now() - TimeDelta::days(40);
    ProviderRow { label: label.into(), icon, known_as: known_as.map(Into::into), linked_on, unlink }
}

fn unlink() -> Form {
    Form::to("/account/providers/google/unlink?clientId=acme-web")
}

fn offer(label: &str, icon: Icon) -> ProviderOffer {
    let link = Link::Allowed(Form::to("/account/providers/staff/link?clientId=acme-web"));
    ProviderOffer { label: label.into(), icon, link }
}

fn not_now(mut page: AccountPage) -> AccountPage {
    let again = || Form::to("/continue/switch?clientId=acme-web");
    page.providers.iter_mut().for_each(|row| row.unlink = Unlink::SignInAgain(again()));
    page.offers.iter_mut().for_each(|offer| offer.link = Link::SignInAgain(again()));
    page
}
