//! The page after signing out.

pub mod handlers;

use askama::Template;

use super::Layout;

/// `signed_out.html`
#[derive(Clone, Debug, Template)]
#[template(path = "signed_out.html")]
pub struct SignedOutPage {
    /// The frame; its way back to the shop is the button here.
    pub page: Layout,
    /// True where nobody was signed in: the link was stale.
    pub already: bool,
    /// What became of the session at the provider, where there was one.
    pub elsewhere: Option<Elsewhere>,
    /// The way to the login page.
    pub login_href: Option<String>,
}

/// What became of the session at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// It ended there, too.
    SignedOut {
        /// What the provider is called here.
        label: String,
    },
    /// It may go on there: whoever uses this browser may sign in again without a password.
    MayGoOn {
        /// What the provider is called here.
        label: String,
    },
}

impl SignedOutPage {
    /// The page of somebody who came back from a provider by a walk that is not known here.
    pub fn nowhere(page: Layout) -> Self {
        Self { page, already: false, elsewhere: None, login_href: None }
    }

    fn title(&self) -> String {
        self.page.title(&self.page.text("signed-out-heading"), false)
    }

    fn lead(&self) -> String {
        let with = |key, label: &str| self.page.texts.with(key, &[("label", label.into())]);
        match &self.elsewhere {
            Some(Elsewhere::SignedOut { label }) => with("signed-out-there-too", label),
            Some(Elsewhere::MayGoOn { label }) => with("signed-out-here-only", label),
            None if self.already => self.page.text("signed-out-already"),
            None => self.page.text("signed-out-lead"),
        }
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let login_href = Some("/identity/login?clientId=acme-web".to_owned());
        let done = Self { page: page.clone(), already: false, elsewhere: None, login_href };
        let already = Self { already: true, ..done.clone() };
        let bare = Self { login_href: None, ..done.clone() };
        let elsewhere = |elsewhere| Self { elsewhere: Some(elsewhere), ..done.clone() };
        let there_too = elsewhere(Elsewhere::SignedOut { label: "Okta".into() });
        let here_only = elsewhere(Elsewhere::MayGoOn { label: "Google".into() });
        vec![
            ("done", done),
            ("already", already),
            ("bare", bare),
            ("there-too", there_too),
            ("here-only", here_only),
        ]
    }
}
