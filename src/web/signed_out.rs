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
    /// True where nobody was signed in: the page was opened again, or from a stale link.
    pub already: bool,
    /// The way to the login page.
    pub login_href: Option<String>,
}

impl SignedOutPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("signed-out-heading"), false)
    }

    fn lead(&self) -> String {
        self.page.text(if self.already { "signed-out-already" } else { "signed-out-lead" })
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let login_href = Some("/identity/login?clientId=acme-web".to_owned());
        let done = Self { page: page.clone(), already: false, login_href };
        let already = Self { already: true, ..done.clone() };
        let bare = Self { login_href: None, ..done.clone() };
        vec![("done", done), ("already", already), ("bare", bare)]
    }
}
