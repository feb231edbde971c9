//! Floor 1: the languages, and every sentence a person reads. Fluent files under `templates/texts/<language>/`, one a screen,
//! compiled in; plurals by Fluent's rules.
//!
//! A text that is missing shows itself as such instead of stopping the page; a test renders every page and
//! compares every key, so that none is missing and none is left over. A storefront may say single texts in its
//! own words; they are looked for first.

mod durations;
mod language;
mod own;
mod pattern;

use std::borrow::Cow;
use std::collections::HashMap;

pub use fluent_templates::fluent_bundle::FluentValue;

pub use language::{Direction, Language};
pub use own::{OwnText, OwnTexts};
pub use pattern::keys;

fluent_templates::static_loader! {
    static LOADER = {
        locales: "./templates/texts",
        fallback_language: "en",
        // Isolating marks are for arguments of another writing direction; they would stand in letters, titles
        // and copied codes. Pages put addresses into <bdi> instead.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The texts of one language, in the words of one storefront.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Language,
    own: OwnTexts,
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
    /// The texts of `language` as they come with Vestibule.
    pub fn new(language: Language) -> Self {
        Self::of(language, OwnTexts::default())
    }

    /// The texts of `language`, a storefront's own before ours.
    pub fn of(language: Language, own: OwnTexts) -> Self {
        Self { language, own }
    }

    /// The language of these texts.
    pub fn language(self) -> Language {
        self.language
    }

    /// The text under `key`.
    pub fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text under `key` with its arguments: texts, or numbers that choose the plural.
    pub fn with(self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        self.own.look_up(self.language, key, arguments).unwrap_or_else(|| self.ours(key, arguments))
    }

    /// The text under `key`, cut where its one argument stands.
    pub fn around(self, key: &str, argument: &'static str) -> Around {
        const PLACE: &str = "\u{e000}";
        let text = self.with(key, &[(argument, PLACE.into())]);
        let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
        Around { before: before.to_owned(), after: after.to_owned() }
    }

    fn ours(self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        LOADER
            .lookup_single_language(self.language.identifier(), key, Some(&arguments))
            .unwrap_or_else(|_| format!("Unknown localization key: {key:?}"))
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
