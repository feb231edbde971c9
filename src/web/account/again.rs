//! The page for whoever has been signed in for too long to take everything, or to leave for good.

use askama::Template;

use crate::web::{Form, Layout};

/// `sign_in_again.html`
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in_again.html")]
pub struct SignInAgainPage {
    /// The frame.
    pub page: Layout,
    /// Leads to signing in again.
    pub form: Form,
    /// The way back to the account.
    pub account_href: String,
}

impl SignInAgainPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("again-heading"), false)
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let only = Self {
            page: page.clone(),
            form: Form::to("/continue/switch?clientId=acme-web&then=account"),
            account_href: "/account?clientId=acme-web".into(),
        };
        vec![("asked", only)]
    }
}
