//! The last page inside a frame: a link that moves the shop's own window on. The script follows it; a browser
//! that forbids that, or has no script, shows the link.

use askama::Template;

use super::Layout;

/// `handover_frame.html`
#[derive(Clone, Debug, Template)]
#[template(path = "handover_frame.html")]
pub struct HandoverFramePage {
    /// The frame.
    pub page: Layout,
    /// The return address, with what it carries.
    pub href: String,
}

impl HandoverFramePage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("handover-heading"), false)
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let page = Layout { embedded: true, ..page.clone() };
        vec![("done", Self { page, href: "https://acme.example/?scope=market%3Acode%3Ausa".into() })]
    }
}
