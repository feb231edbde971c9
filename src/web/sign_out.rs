//! The question before signing out. A link alone signs nobody out: another site could place it in a picture.

use askama::Template;

use super::{Form, Layout};
use crate::i18n::Around;

/// `sign_out.html`
#[derive(Clone, Debug, Template)]
#[template(path = "sign_out.html")]
pub struct SignOutPage {
    /// The frame.
    pub page: Layout,
    /// The account's address, masked.
    pub email: String,
    /// Signs this browser out.
    pub form: Form,
    /// Where those go who stay.
    pub stay_href: Option<String>,
}

impl SignOutPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("sign-out-heading"), false)
    }

    fn lead(&self) -> Around {
        self.page.texts.around("sign-out-lead", "email")
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let sample = |stay_href| Self {
            page: page.clone(),
            email: "a…@example.com".into(),
            form: Form::to("/logout").carrying("clientId", "acme-web"),
            stay_href,
        };
        vec![("from-shop", sample(Some("https://acme.example/".into()))), ("from-nowhere", sample(None))]
    }
}
