//! The letters: one column, plain text of equal worth, what to do if it was not you. No picture is fetched, no
//! link is counted.
//!
//! Text and HTML are drawn from one list of parts, so that neither can say more than the other.

mod accounts;
mod federation;

use askama::Template;
use chrono::TimeDelta;

use super::Letter;
use crate::foundation::{Color, readable_on_white};
use crate::i18n::Texts;

pub use federation::Comer;

/// The words of a letter, ready to be drawn.
#[derive(Clone, Debug, Template)]
#[template(path = "letters/letter.html")]
pub struct Wording {
    /// The subject line.
    pub subject: String,
    texts: Texts,
    shop: String,
    color: String,
    lead: String,
    code: Option<String>,
    link: Option<Link>,
    notes: Vec<String>,
}

#[derive(Clone, Debug)]
struct Link {
    label: String,
    href: String,
}

impl Wording {
    /// The code that confirms an e-mail address; it holds for `valid`.
    pub fn code(texts: Texts, shop: &str, color: Color, code: &str, valid: TimeDelta) -> Self {
        let shop = one_line(shop);
        let named = [("code", code.into()), ("shop", shop.as_str().into())];
        let valid = texts.wait(valid);
        Self {
            subject: texts.with("letter-code-subject", &named),
            lead: texts.with("letter-code-lead", &[("shop", shop.as_str().into())]),
            code: Some(code.to_owned()),
            link: None,
            notes: vec![
                texts.with("letter-code-valid", &[("valid", valid.into())]),
                texts.get("letter-code-not-you"),
            ],
            ..Self::blank(texts, shop, color)
        }
    }

    /// Somebody tried to sign up with an address that has an account: only its owner is told (catalogue F).
    pub fn account_exists(texts: Texts, shop: &str, color: Color, login_href: &str) -> Self {
        let shop = one_line(shop);
        let named = [("shop", shop.as_str().into())];
        Self {
            subject: texts.with("letter-account-exists-subject", &named),
            lead: texts.with("letter-account-exists-lead", &named),
            code: None,
            link: Some(Link { label: texts.get("letter-account-exists-link"), href: login_href.to_owned() }),
            notes: vec![texts.get("letter-account-exists-not-you")],
            ..Self::blank(texts, shop, color)
        }
    }

    fn blank(texts: Texts, shop: String, color: Color) -> Self {
        let color = readable_on_white(color).hex();
        let (subject, lead) = (String::new(), String::new());
        Self { subject, texts, shop, color, lead, code: None, link: None, notes: Vec::new() }
    }

    /// The letter as plain text, lines ended by `\n`.
    pub fn text(&self) -> String {
        let code = self.code.iter().map(|code| format!("    {code}"));
        let link = self.link.iter().map(|link| format!("{}:\n{}", link.label, link.href));
        let parts = std::iter::once(self.lead.clone())
            .chain(code)
            .chain(link)
            .chain(self.notes.iter().cloned())
            .chain(std::iter::once(format!("-- \n{}", self.shop)));
        parts.collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// The letter as HTML.
    ///
    /// # Errors
    /// Only if the template itself fails.
    pub fn html(&self) -> askama::Result<String> {
        self.render()
    }

    /// The letter to `to`.
    ///
    /// # Errors
    /// Only if the template itself fails.
    pub fn to(&self, to: &str) -> askama::Result<Letter> {
        let (subject, text, html) = (self.subject.clone(), self.text(), self.html()?);
        Ok(Letter { to: to.to_owned(), subject, text, html, organization: None })
    }

    /// Every letter.
    pub fn samples(texts: Texts) -> Vec<(&'static str, Self)> {
        let (shop, color) = ("Acme Outfitters", Color::rgb(0x1d, 0x4e, 0xd8));
        let link = "https://id.example.com/identity/login?clientId=acme-web&lang=en";
        vec![
            ("letter-code", Self::code(texts, shop, color, "048213", TimeDelta::minutes(15))),
            ("letter-account-exists", Self::account_exists(texts, shop, color, link)),
        ]
        .into_iter()
        .chain(Self::federation_samples(texts))
        .chain(Self::account_samples(texts))
        .collect()
    }
}

/// A shop's name in a subject line must not begin a new header.
fn one_line(name: &str) -> String {
    name.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn code(shop: &str) -> Wording {
        let texts = Texts::new(Language::English);
        Wording::code(texts, shop, Color::BLACK, "048213", TimeDelta::minutes(15))
    }

    #[test]
    fn the_subject_begins_with_the_code() {
        assert_eq!(code("Acme").subject, "048213 is your code for Acme");
    }

    #[test]
    fn a_shop_s_name_cannot_add_a_header_or_markup() {
        let letter = code("Acme\r\nBcc: eve@example.com <script>");
        assert!(!letter.subject.contains(['\r', '\n']));
        assert!(!letter.html().unwrap().contains("<script>"));
    }

    #[test]
    fn text_and_html_say_the_same() {
        for language in Language::ALL {
            for (name, letter) in Wording::samples(Texts::new(language)) {
                let html = letter.html().unwrap();
                let text = letter.text();
                for part in letter.notes.iter().chain([&letter.lead]).chain(&letter.code) {
                    assert!(html.contains(part.as_str()) && text.contains(part.as_str()), "{name}: {part}");
                }
                assert!(!html.contains("<img") && !html.contains("<script"), "{name}");
                assert!(!(html + &text).contains("Unknown localization key"), "{name}");
            }
        }
    }
}
