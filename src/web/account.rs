//! The account page: who I am, where I am signed in, leaving. One row for each thing, its state in words.

pub mod handlers;

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Device, Form, Layout};

/// `account.html`
#[derive(Clone, Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// The frame.
    pub page: Layout,
    /// The account's address, whole: its owner is looking.
    pub email: String,
    /// True where the address is confirmed.
    pub verified: bool,
    /// When the account was made.
    pub member_since: DateTime<Utc>,
    /// The signed-in browsers, this one first.
    pub sessions: Vec<SessionRow>,
    /// Signs this browser out.
    pub sign_out: Form,
    /// The present moment, from which the rows count.
    pub now: DateTime<Utc>,
}

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// What it is.
    pub device: Device,
    /// When it was last seen.
    pub last_seen: DateTime<Utc>,
    /// True for the browser that asks.
    pub current: bool,
}

impl AccountPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("account-heading"), false)
    }

    fn email_state(&self) -> String {
        self.page.text(if self.verified { "account-email-confirmed" } else { "account-email-unconfirmed" })
    }

    fn member_since(&self) -> String {
        self.page.texts.day(self.member_since)
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

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let now = DateTime::from_timestamp(1_795_305_600, 0).unwrap_or_default();
        let session = |agent: &str, minutes, current| SessionRow {
            device: Device::from_user_agent(agent),
            last_seen: now - TimeDelta::minutes(minutes),
            current,
        };
        let one = Self {
            page: page.clone(),
            email: "ada.lovelace@example.com".into(),
            verified: true,
            member_since: now - TimeDelta::days(400),
            sessions: vec![session("Android Chrome/131", 0, true)],
            sign_out: Form::to("/logout").carrying("clientId", "acme-web"),
            now,
        };
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
        vec![("one-browser", one), ("several-browsers", several), ("unconfirmed", unconfirmed)]
    }
}
