//! The letters about other providers. A code that lets somebody's login at a provider into an account names
//! that login: its reader has to see whom the code would let in (catalogue A05).

use chrono::TimeDelta;
use unicode_normalization::char::is_combining_mark;

use super::{Link, Wording, one_line};
use crate::foundation::{Color, Email};
use crate::i18n::Texts;

/// No more of a name from outside stands in a letter.
const LONGEST_NAME: usize = 60;

/// Who asks to be let in.
#[derive(Clone, Copy, Debug)]
pub struct Comer<'a> {
    /// What the provider is called here.
    pub label: &'a str,
    /// The name or address by which the provider knows the person, as it came.
    pub known_as: Option<&'a str>,
}

impl Wording {
    /// The code that lets a provider's login in with this address; it holds for `valid`. The same words whether
    /// or not an account has the address.
    pub fn link_code(
        texts: Texts,
        shop: &str,
        color: Color,
        comer: Comer<'_>,
        code: &str,
        valid: TimeDelta,
    ) -> Self {
        let (shop, label, valid) = (one_line(shop), one_line(comer.label), texts.wait(valid));
        let known_as = comer.known_as.map(plain_name).filter(|name| !name.is_empty());
        let (key, who) = match &known_as {
            Some(name) => ("letter-link-code-lead", name.as_str()),
            None => ("letter-link-code-lead-nameless", ""),
        };
        let shop_named = ("shop", shop.as_str().into());
        let label_named = ("label", label.as_str().into());
        Self {
            subject: texts.with("letter-code-subject", &[("code", code.into()), shop_named.clone()]),
            lead: texts.with(key, &[("who", who.into()), label_named.clone(), shop_named]),
            code: Some(code.to_owned()),
            notes: vec![
                texts.with("letter-code-valid", &[("valid", valid.into())]),
                texts.with("letter-link-code-not-you", &[label_named]),
            ],
            ..Self::blank(texts, shop, color)
        }
    }

    /// A provider's login was linked with the account, whose page is at `account_href`.
    pub fn provider_linked(texts: Texts, shop: &str, color: Color, label: &str, account_href: &str) -> Self {
        let keys = ["letter-linked-subject", "letter-linked-lead", "letter-linked-not-you"];
        Self::about_provider(texts, shop, color, label, account_href, keys)
    }

    /// A provider's login was unlinked from the account, whose page is at `account_href`.
    pub fn provider_unlinked(
        texts: Texts,
        shop: &str,
        color: Color,
        label: &str,
        account_href: &str,
    ) -> Self {
        let keys = ["letter-unlinked-subject", "letter-unlinked-lead", "letter-unlinked-not-you"];
        Self::about_provider(texts, shop, color, label, account_href, keys)
    }

    fn about_provider(
        texts: Texts,
        shop: &str,
        color: Color,
        label: &str,
        account_href: &str,
        [subject, lead, not_you]: [&str; 3],
    ) -> Self {
        let (shop, label) = (one_line(shop), one_line(label));
        let named = [("label", label.as_str().into()), ("shop", shop.as_str().into())];
        Self {
            subject: texts.with(subject, &named),
            lead: texts.with(lead, &named),
            link: Some(Link { label: texts.get("letter-account-link"), href: account_href.to_owned() }),
            notes: vec![texts.with(not_you, &named)],
            ..Self::blank(texts, shop, color)
        }
    }

    pub(super) fn federation_samples(texts: Texts) -> [(&'static str, Self); 4] {
        let (shop, color) = ("Acme Outfitters", Color::rgb(0x1d, 0x4e, 0xd8));
        let account = "https://id.example.com/account?clientId=acme-web&lang=en";
        let code = |known_as| {
            let comer = Comer { label: "Okta", known_as };
            Self::link_code(texts, shop, color, comer, "048213", TimeDelta::minutes(15))
        };
        [
            ("letter-link-code", code(Some("ada@example.com"))),
            ("letter-link-code-nameless", code(None)),
            ("letter-linked", Self::provider_linked(texts, shop, color, "Google", account)),
            ("letter-unlinked", Self::provider_unlinked(texts, shop, color, "Google", account)),
        ]
    }
}

/// A name as it may stand in a letter to a stranger. Whoever may choose a name at a provider could have us
/// carry advertisements: only letters are left, so that nothing of it becomes a link, a number to call or a code, or
/// turns our own words round; and it stays short. An address stays an address.
fn plain_name(name: &str) -> String {
    if let Ok(email) = Email::parse(name) {
        return email.typed().chars().take(2 * LONGEST_NAME).collect();
    }
    let is_harmless = |c: char| c.is_alphabetic() || is_combining_mark(c) || "-'’,&".contains(c);
    let harmless: String = name.chars().map(|c| if is_harmless(c) { c } else { ' ' }).collect();
    let harmless = one_line(&harmless);
    match harmless.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", harmless[..end].trim_end()),
        None => harmless,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn letter(known_as: &str) -> Wording {
        let comer = Comer { label: "Okta", known_as: Some(known_as) };
        let texts = Texts::new(Language::English);
        Wording::link_code(texts, "Acme", Color::BLACK, comer, "048213", TimeDelta::minutes(15))
    }

    #[test]
    fn a05_the_code_says_whom_it_would_let_in() {
        let text = letter("eve@example.com").text();
        assert!(text.starts_with("eve@example.com, signed in at Okta, asks to sign in at Acme"), "{text}");
    }

    #[test]
    fn a_name_carries_no_link_no_line_and_no_essay_to_a_stranger() {
        let text = letter("Win now!\r\n\r\nhttps://evil.example/x or www.evil.example").lead;
        assert!(!text.contains(['\n', '/']) && !text.contains("evil.example"), "{text}");
        let text = letter("Your code is 123456, call 0800 555 0100 \u{202e}won").lead;
        assert!(text.starts_with("Your code is , call won, signed in at Okta"), "{text}");
        assert!(letter(&"Buy now ".repeat(100)).lead.len() < 250);
        assert!(letter(" .\n. ").lead.starts_with("Somebody signed in at Okta"));
        assert!(letter("J. R. O’Neill-Müller").lead.starts_with("J R O’Neill-Müller, signed in"));
    }
}
