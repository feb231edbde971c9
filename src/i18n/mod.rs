//! Floor 1: every sentence a person reads. Fluent files under `templates/texts/<language>/`, one a screen,
//! compiled in; plurals by Fluent's rules.
//!
//! A text that is missing shows itself as such instead of stopping the page; a test renders every page and
//! compares every key, so that none is missing and none is left over.

mod durations;

use std::borrow::Cow;
use std::collections::HashMap;

pub use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};

use crate::config::Language;

fluent_templates::static_loader! {
    static LOADER = {
        locales: "./templates/texts",
        fallback_language: "en",
        // Isolating marks are for arguments of another writing direction; they would stand in letters, titles
        // and copied codes. Pages put addresses into <bdi> instead.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static ITALIAN: LanguageIdentifier = langid!("it");

/// The texts of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

/// A sentence cut at its argument, so that a page can set the argument apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// What stands before the argument.
    pub before: String,
    /// What stands after it.
    pub after: String,
}

impl Texts {
    /// The texts of `language`.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of these texts.
    pub fn language(self) -> Language {
        self.language
    }

    /// The text under `key`.
    pub fn get(self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The text under `key` with its arguments: texts, or numbers that choose the plural.
    pub fn with(self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        self.look_up(key, Some(&arguments))
    }

    /// The text under `key`, cut where its one argument stands.
    pub fn around(self, key: &str, argument: &'static str) -> Around {
        const PLACE: &str = "\u{e000}";
        let text = self.with(key, &[(argument, PLACE.into())]);
        let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
        Around { before: before.to_owned(), after: after.to_owned() }
    }

    fn look_up(self, key: &str, arguments: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> String {
        LOADER
            .lookup_single_language(identifier(self.language), key, arguments)
            .unwrap_or_else(|_| format!("Unknown localization key: {key:?}"))
    }
}

/// The name that speakers of a language give it.
pub fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Italian => "Italiano",
    }
}

fn identifier(language: Language) -> &'static LanguageIdentifier {
    match language {
        Language::English => &ENGLISH,
        Language::Italian => &ITALIAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_or_argument_shows_itself() {
        let texts = Texts::new(Language::English);
        assert_eq!(texts.get("no-such-key"), "Unknown localization key: \"no-such-key\"");
        assert!(texts.get("page-back").starts_with("Unknown localization key"));
    }

    #[test]
    fn arguments_stand_bare_in_their_sentence() {
        let texts = Texts::new(Language::Italian);
        assert_eq!(texts.with("page-back", &[("shop", "Acme".into())]), "Torna a Acme");
        let around = texts.around("page-back", "shop");
        assert_eq!(around, Around { before: "Torna a ".into(), after: String::new() });
    }
}
