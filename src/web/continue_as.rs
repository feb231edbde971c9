//! What a signed-in person sees who arrives from a shop: go on as this account, or use another one. Nobody is
//! sent on without a press of a button, so that a link alone hands no account to a shop.

pub mod handlers;

use askama::Template;

pub(super) use handlers::continue_as;

use super::{Form, Layout};
use crate::i18n::Around;

/// `continue_as.html`
#[derive(Clone, Debug, Template)]
#[template(path = "continue_as.html")]
pub struct ContinueAsPage {
    /// The frame.
    pub page: Layout,
    /// The account's address, masked.
    pub email: String,
    /// Goes on as this account.
    pub form: Form,
    /// Leads to the login page for another account.
    pub other_account: Form,
}

impl ContinueAsPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("continue-heading"), false)
    }

    fn button(&self) -> Around {
        self.page.texts.around("continue-button", "email")
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let sample = |email: &str| Self {
            page: page.clone(),
            email: email.into(),
            form: Form::to("/identity/continue").carrying("clientId", "acme-web"),
            other_account: Form::to("/identity/login/other").carrying("clientId", "acme-web"),
        };
        let long = "a…@a-rather-long-department.of-a-rather-long-company-name.example.com";
        vec![("account", sample("a…@example.com")), ("long-address", sample(long))]
    }
}
