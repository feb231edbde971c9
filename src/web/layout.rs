//! What every page needs around its content: language, title, brand, the way back to the shop, the addresses
//! of stylesheet and script.

use super::{Brand, Form, Problem, asset};
use crate::config::Language;
use crate::i18n::Texts;
use crate::storefronts::CHOSEN_LANGUAGE;

/// More languages than this are folded away.
const MOST_SIDE_BY_SIDE: usize = 3;

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The texts of the page's language.
    pub texts: Texts,
    /// The look of the shop.
    pub brand: Brand,
    /// Where the shop's logo leads; `None` where no shop is known.
    pub back_to_shop: Option<String>,
    /// The path and query of this page as a GET request, for the links to its other languages.
    pub address: String,
    /// The languages that are offered.
    pub languages: Vec<Language>,
    /// True inside a frame of the shop: no header, no footer.
    pub embedded: bool,
    /// The origins that may frame this page; they are told of Escape and of lost focus (contract 0.5).
    pub framed_by: Vec<String>,
}

/// A link to the same page in another language.
#[derive(Clone, Debug)]
pub struct LanguageLink {
    /// The language tag.
    pub tag: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// Where the link leads; `None` for the language of this page.
    pub href: Option<String>,
}

impl Layout {
    /// The frame of a page that belongs to no shop, such as "page not found".
    pub fn plain(language: Language, address: &str) -> Self {
        Self {
            texts: Texts::new(language),
            brand: Brand::unknown(),
            back_to_shop: None,
            address: address.to_owned(),
            languages: Language::ALL.to_vec(),
            embedded: false,
            framed_by: Vec::new(),
        }
    }

    /// The text under `key`.
    pub fn text(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// "Back to Acme", or "Back to the shop" where its name is not known.
    pub fn back_label(&self) -> String {
        match self.brand.name.as_str() {
            "" => self.text("page-back-to-shop"),
            name => self.texts.with("page-back", &[("shop", name.into())]),
        }
    }

    /// The title of the browser's tab: the page, then the shop; "Error: " first where something is to be
    /// repaired, because the title is what a screen reader says first.
    pub fn title(&self, heading: &str, to_be_repaired: bool) -> String {
        let title = if self.brand.name.is_empty() {
            heading.to_owned()
        } else {
            let arguments = [("title", heading.into()), ("shop", self.brand.name.as_str().into())];
            self.texts.with("page-title", &arguments)
        };
        if to_be_repaired { self.texts.with("page-title-error", &[("title", title.into())]) } else { title }
    }

    /// A field's problem in a sentence.
    pub fn problem(&self, problem: &Problem) -> String {
        problem.words(self.texts)
    }

    /// The language tag of the page.
    pub fn tag(&self) -> &'static str {
        self.texts.language().tag()
    }

    /// True where the page is written from right to left.
    pub fn is_rtl(&self) -> bool {
        self.texts.language().is_rtl()
    }

    /// Whether the languages are folded away behind the present one.
    pub fn folds_languages(&self) -> bool {
        self.languages.len() > MOST_SIDE_BY_SIDE
    }

    /// The present language's own name.
    pub fn own_name(&self) -> &'static str {
        self.texts.language().own_name()
    }

    /// The form that asks for this page in another language: the address once, where as many links would carry it
    /// again and again.
    pub fn language_form(&self) -> Form {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let pairs = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !says_language(name));
        pairs.fold(Form::to(path), |form, (name, value)| form.carrying(&name, &value))
    }

    /// The address of the stylesheet.
    pub fn stylesheet(&self) -> String {
        asset("vestibule.css")
    }

    /// The address of the script.
    pub fn script(&self) -> String {
        asset("pages.js")
    }

    /// The address of the small picture in the browser's tab.
    pub fn icon(&self) -> String {
        self.brand.favicon_url.clone().unwrap_or_else(|| asset("favicon.svg"))
    }

    /// Every offered language, in order.
    pub fn language_links(&self) -> Vec<LanguageLink> {
        let link = |language: &Language| LanguageLink {
            tag: language.tag(),
            name: language.own_name(),
            href: (*language != self.texts.language()).then(|| in_language(&self.address, *language)),
        };
        self.languages.iter().map(link).collect()
    }
}

/// `address` with the choice of `language`; first, so that what a shop wrote unencoded at the end stays there.
fn in_language(address: &str, language: Language) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_other =
        |pair: &&str| !pair.is_empty() && !says_language(pair.split('=').next().unwrap_or_default());
    let chosen = format!("{CHOSEN_LANGUAGE}={}", language.tag());
    let query: Vec<&str> =
        std::iter::once(chosen.as_str()).chain(query.split('&').filter(is_other)).collect();
    format!("{path}?{}", query.join("&"))
}

fn says_language(name: &str) -> bool {
    ["lang", CHOSEN_LANGUAGE].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_link_changes_the_language_and_nothing_else() {
        let italian = |address| in_language(address, Language::Italian);
        assert_eq!(italian("/login"), "/login?choose=it");
        assert_eq!(italian("/login?clientId=a&lang=en&scope=b"), "/login?choose=it&clientId=a&scope=b");
        assert_eq!(italian("/login?choose=de&lang=en"), "/login?choose=it");
        assert_eq!(italian("/login?x=%26lang%3D"), "/login?choose=it&x=%26lang%3D");
    }

    #[test]
    fn the_page_s_own_language_is_no_link() {
        let links = Layout::plain(Language::English, "/login").language_links();
        assert!(links.iter().all(|link| link.href.is_none() == (link.tag == "en")));
        assert_eq!(links.len(), Language::ALL.len());
    }

    #[test]
    fn the_form_of_many_languages_carries_the_address_once() {
        let form =
            Layout::plain(Language::English, "/login?lang=it&scope=market%3Aa&x=1%262").language_form();
        assert_eq!(form.action, "/login");
        let hidden = [("scope".to_owned(), "market:a".to_owned()), ("x".to_owned(), "1&2".to_owned())];
        assert_eq!(form.hidden, hidden);
    }

    #[test]
    fn a_title_names_page_and_shop() {
        let mut layout = Layout::plain(Language::English, "/login");
        assert_eq!(layout.title("Login", false), "Login");
        layout.brand = Brand::new("Acme", None, None, None);
        assert_eq!(layout.title("Login", true), "Error: Login – Acme");
    }
}
