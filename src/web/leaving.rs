//! The page between here and a provider, as the answer to a form. A redirect in its place would be stopped by
//! our own `form-action`, which browsers hold redirects to as well; a page that goes on by itself is not.

use askama::Template;

use super::Layout;

/// `leaving.html`
#[derive(Clone, Debug, Template)]
#[template(path = "leaving.html")]
pub struct LeavingPage {
    /// The frame. Inside a frame of the shop the way on leads out of it: providers refuse to be framed.
    pub page: Layout,
    /// Why.
    pub kind: Leaving,
    /// What the provider is called here.
    pub label: String,
    /// The address at the provider; `http` or `https`, built by us.
    pub href: String,
}

/// Why somebody is sent to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// To sign in there and come back.
    SignIn,
    /// To link it with the account that is signed in here.
    Link,
    /// To sign out there, too; here it is done already.
    SignOut,
}

impl LeavingPage {
    /// The page on the way to `href`. It is the answer to a form: there is no address at which it could be asked
    /// for in another language.
    pub fn new(mut page: Layout, kind: Leaving, label: &str, href: &str) -> Self {
        page.languages.clear();
        Self { page, kind, label: label.to_owned(), href: href.to_owned() }
    }

    fn title(&self) -> String {
        self.page.title(&self.heading(), false)
    }

    fn heading(&self) -> String {
        self.with_label("leaving-heading")
    }

    fn lead(&self) -> String {
        self.with_label(match self.kind {
            Leaving::SignIn => "leaving-sign-in",
            Leaving::Link => "leaving-link",
            Leaving::SignOut => "leaving-sign-out",
        })
    }

    fn button(&self) -> String {
        self.with_label("leaving-button")
    }

    fn with_label(&self, key: &str) -> String {
        self.page.texts.with(key, &[("label", self.label.as_str().into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let href = "https://id.example/authorize?client_id=vestibule&state=x&scope=openid%20email";
        let sample = |kind, label: &str| Self::new(page.clone(), kind, label, href);
        let long = "The Single Sign-on of the Honourable Purveyors & Sons";
        vec![
            ("sign-in", sample(Leaving::SignIn, "Google")),
            ("link", sample(Leaving::Link, "Okta")),
            ("sign-out", sample(Leaving::SignOut, "Okta")),
            ("long-label", sample(Leaving::SignIn, long)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn leaving(embedded: bool) -> String {
        let page = Layout { embedded, ..Layout::plain(Language::English, "/") };
        let href = "https://id.example/authorize?a=1&b=\"><script>";
        LeavingPage::new(page, Leaving::SignIn, "Okta", href).render().unwrap()
    }

    #[test]
    fn the_page_goes_on_by_itself_and_has_a_link() {
        let html = leaving(false);
        let href = "https://id.example/authorize?a=1&#38;b=&#34;&#62;&#60;script&#62;";
        assert!(html.contains(&format!(r#"<meta http-equiv="refresh" content="0; url={href}">"#)), "{html}");
        assert!(html.contains(&format!(r#"<a class="primary" href="{href}">"#)), "{html}");
    }

    #[test]
    fn a_provider_is_never_loaded_into_the_shop_s_frame() {
        let html = leaving(true);
        assert!(!html.contains("http-equiv") && html.contains(r#"target="_top" data-follow"#), "{html}");
    }
}
