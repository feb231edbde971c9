//! The page for what cannot be gone on with: what happened, and what to do next. The status code belongs to
//! the answer, not to the words.

use askama::Template;
use chrono::TimeDelta;

use super::{Form, Layout};
use crate::i18n::Around;

/// `error.html`
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame; its way back to the shop is offered as the button.
    pub page: Layout,
    /// What happened.
    pub kind: ErrorKind,
    /// The request's id, for those who ask for help.
    pub request_id: Option<String>,
    /// Where to begin anew, if there is such a place.
    pub again_href: Option<String>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum ErrorKind {
    /// The link lacks one of the three parameters that every page needs (contract 0.2).
    MissingParameter {
        /// The names that are missing, for the people who run the shop.
        names: Vec<String>,
    },
    /// No storefront has this client id.
    UnknownShop,
    /// The storefront does not allow this return address (contract 0.6).
    ReturnAddressNotAllowed,
    /// The storefront does not allow this scope.
    ScopeNotAllowed,
    /// There is no such page.
    NotFound,
    /// A form was sent from a page that no longer holds, or from another site.
    Expired,
    /// More was sent than any form here holds.
    TooLarge,
    /// Too many requests from one place.
    TooManyRequests {
        /// The time left.
        wait: TimeDelta,
    },
    /// We cannot answer for a moment.
    Unavailable,
    /// Something broke on our side.
    Internal,
    /// The account may not buy in this (private) market.
    PrivateMarket {
        /// The account's address, masked.
        email: String,
        /// Leads to the login page for another account.
        other_account: Option<Form>,
    },
}

impl ErrorPage {
    /// An error with nothing to offer but the way back to the shop.
    pub fn new(page: Layout, kind: ErrorKind) -> Self {
        Self { page, kind, request_id: None, again_href: None }
    }

    fn title(&self) -> String {
        self.page.title(&self.heading(), false)
    }

    fn heading(&self) -> String {
        self.page.text(match self.kind {
            ErrorKind::MissingParameter { .. } => "error-missing-parameter",
            ErrorKind::UnknownShop => "error-unknown-shop",
            ErrorKind::ReturnAddressNotAllowed | ErrorKind::ScopeNotAllowed => "error-bad-link",
            ErrorKind::NotFound => "error-not-found",
            ErrorKind::Expired => "error-expired",
            ErrorKind::TooLarge => "error-too-large",
            ErrorKind::TooManyRequests { .. } => "error-too-many",
            ErrorKind::Unavailable => "error-unavailable",
            ErrorKind::Internal => "error-internal",
            ErrorKind::PrivateMarket { .. } => "error-private-market",
        })
    }

    fn lead(&self) -> Around {
        let text = |key| self.page.text(key);
        let whole = match &self.kind {
            ErrorKind::MissingParameter { .. } => text("error-missing-parameter-lead"),
            ErrorKind::UnknownShop => text("error-unknown-shop-lead"),
            ErrorKind::ReturnAddressNotAllowed => text("error-return-address-lead"),
            ErrorKind::ScopeNotAllowed => text("error-scope-lead"),
            ErrorKind::NotFound => text("error-not-found-lead"),
            ErrorKind::Expired => text("error-expired-lead"),
            ErrorKind::TooLarge => text("error-too-large-lead"),
            ErrorKind::TooManyRequests { wait } => {
                let wait = self.page.texts.wait(*wait);
                self.page.texts.with("error-too-many-lead", &[("wait", wait.into())])
            }
            ErrorKind::Unavailable => text("error-unavailable-lead"),
            ErrorKind::Internal => text("error-internal-lead"),
            ErrorKind::PrivateMarket { .. } => {
                return self.page.texts.around("error-private-market-lead", "email");
            }
        };
        Around { before: whole, after: String::new() }
    }

    /// The address that stands inside the lead.
    fn address(&self) -> Option<&str> {
        match &self.kind {
            ErrorKind::PrivateMarket { email, .. } => Some(email),
            _ => None,
        }
    }

    /// A line for the people who run the shop.
    fn note(&self) -> Option<String> {
        let ErrorKind::MissingParameter { names } = &self.kind else { return None };
        let (count, names) = (names.len(), names.join(", "));
        let arguments = [("count", count.into()), ("names", names.into())];
        (count > 0).then(|| self.page.texts.with("error-missing-parameter-note", &arguments))
    }

    fn other_account(&self) -> Option<&Form> {
        match &self.kind {
            ErrorKind::PrivateMarket { other_account, .. } => other_account.as_ref(),
            _ => None,
        }
    }

    fn request(&self, id: &str) -> String {
        self.page.texts.with("error-request-id", &[("id", id.into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let sample = |kind| Self::new(page.clone(), kind);
        let names = vec!["clientId".to_owned(), "returnUrl".to_owned()];
        let other_account = Some(Form::to("/identity/login/other").carrying("clientId", "acme-web"));
        let internal = Self { request_id: Some("req_01jd8z6k7q".into()), ..sample(ErrorKind::Internal) };
        let expired = Self { again_href: Some("/identity/login".into()), ..sample(ErrorKind::Expired) };
        vec![
            ("missing-parameter", sample(ErrorKind::MissingParameter { names })),
            ("unknown-shop", sample(ErrorKind::UnknownShop)),
            ("return-address", sample(ErrorKind::ReturnAddressNotAllowed)),
            ("scope", sample(ErrorKind::ScopeNotAllowed)),
            ("not-found", sample(ErrorKind::NotFound)),
            ("expired", expired),
            ("too-large", sample(ErrorKind::TooLarge)),
            ("too-many", sample(ErrorKind::TooManyRequests { wait: TimeDelta::seconds(30) })),
            ("unavailable", sample(ErrorKind::Unavailable)),
            ("internal", internal),
            (
                "private-market",
                sample(ErrorKind::PrivateMarket { email: "a…@example.com".into(), other_account }),
            ),
        ]
    }
}
