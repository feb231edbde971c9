//! A shop's own words.

use super::{FILE, load_with, problems};
use crate::config::Language;

fn with(tables: &str) -> String {
    format!("{FILE}\n{tables}")
}

#[test]
fn a_text_of_one_shop_is_said_in_its_language() {
    let settings = load_with(
        &with("[storefronts.texts.de]\nlogin-heading = \"Schön, dass du da bist\"\n"),
        &[("VESTIBULE_STOREFRONTS__0__TEXTS__IT", "{\"page-back\": \"Torna da { $shop }\"}")],
    );
    let shop = settings.unwrap().storefronts.remove(0);
    assert_eq!(shop.texts(Language::German).get("login-heading"), "Schön, dass du da bist");
    assert_eq!(shop.texts(Language::English).get("login-heading"), "Login");
    assert_eq!(shop.texts(Language::Italian).with("page-back", &[("shop", "Acme".into())]), "Torna da Acme");
}

#[test]
fn what_cannot_be_said_is_named_with_its_place() {
    let text = "[storefronts.texts.de]\nlogin-haeding = \"Hallo\"\nlogin-heading = \"{ $shop }\"\n\
                page-back = \"{ $shop\"\n[storefronts.texts.dd]\nlogin-heading = \"Hallo\"\n";
    let report = problems(&with(text), &[]);
    assert_eq!(
        report,
        [
            ":25, storefronts[0].texts.de.login-haeding: there is no text of this name; did you mean login-heading?",
            ":26, storefronts[0].texts.de.login-heading: this text has no variables",
            ":27, storefronts[0].texts.de.page-back: is no Fluent pattern: write { $name } for a variable",
            ":28, storefronts[0].texts.dd: unknown setting; did you mean de?",
        ]
    );
}
