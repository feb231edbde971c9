//! Single texts that a storefront says in its own words (`[storefronts.texts.de]`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_templates::fluent_bundle::concurrent::FluentBundle;
use fluent_templates::fluent_bundle::{FluentResource, FluentValue};

use super::{Language, pattern};

/// The longest text; a page must not swell.
pub const LONGEST: usize = 1000;

/// The texts of one storefront that differ from ours; most have none. A handle, as cheap to copy as an address.
///
/// What it points to is read once with the settings and lives as long as the process: it is never given back, so
/// that every page and letter can carry it along without counting.
#[derive(Clone, Copy, Default)]
pub struct OwnTexts(Option<&'static BTreeMap<Language, FluentBundle<FluentResource>>>);

/// A text in the place of ours, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnText {
    key: String,
    pattern: String,
}

impl OwnText {
    /// Reads a text under one of our keys.
    ///
    /// # Errors
    /// In words for the person who writes the settings; where there is no such key, with nothing but that.
    pub fn parse(key: &str, text: &str) -> Result<Self, String> {
        let known = pattern::variables(key).ok_or("there is no text of this name")?;
        if !(1..=LONGEST).contains(&text.trim().chars().count()) {
            return Err(format!("expected 1 to {LONGEST} characters"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err("expected no control characters".to_owned());
        }
        let used = pattern::check(key, text.trim())?;
        match used.difference(known).next() {
            Some(_) if known.is_empty() => Err("this text has no variables".to_owned()),
            Some(_) => Err(format!("expected no other variables than ${}", joined(known))),
            None => Ok(Self { key: key.to_owned(), pattern: text.trim().to_owned() }),
        }
    }
}

impl OwnTexts {
    /// Gathers the texts of a storefront.
    pub fn new(texts: BTreeMap<Language, Vec<OwnText>>) -> Self {
        let texts = texts.into_iter().filter(|(_, texts)| !texts.is_empty());
        let bundles: BTreeMap<_, _> =
            texts.map(|(language, texts)| (language, bundle(language, &texts))).collect();
        Self((!bundles.is_empty()).then(|| &*Box::leak(Box::new(bundles))))
    }

    /// The storefront's own text under `key`, if there is one.
    pub(super) fn look_up(
        self,
        language: Language,
        key: &str,
        arguments: &[(&'static str, FluentValue<'_>)],
    ) -> Option<String> {
        let bundle = self.0?.get(&language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let arguments = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        // Where it cannot be said, ours can.
        errors.is_empty().then_some(text)
    }
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", $")
}

fn bundle(language: Language, texts: &[OwnText]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier().clone()]);
    bundle.set_use_isolating(false);
    let source = texts.iter().map(|text| pattern::message(&text.key, &text.pattern)).collect();
    // Every text was parsed by itself before.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source);
    bundle.add_resource_overriding(resource);
    bundle
}

impl PartialEq for OwnTexts {
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (Some(one), Some(another)) => std::ptr::eq(one, another),
            (None, None) => true,
            _ => false,
        }
    }
}

impl Eq for OwnTexts {}

impl fmt::Debug for OwnTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let languages = self.0.into_iter().flat_map(BTreeMap::keys);
        f.debug_set().entries(languages.map(|language| language.tag())).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Texts;

    fn own(language: Language, key: &str, text: &str) -> OwnTexts {
        OwnTexts::new([(language, vec![OwnText::parse(key, text).unwrap()])].into())
    }

    #[test]
    fn a_shop_s_own_text_goes_before_ours_in_its_language_alone() {
        let own = own(Language::German, "page-back", "Zurück zum Laden von { $shop }");
        let say = |language| Texts::of(language, own).with("page-back", &[("shop", "Acme".into())]);
        assert_eq!(say(Language::German), "Zurück zum Laden von Acme");
        assert_eq!(say(Language::English), "Back to Acme");
    }

    #[test]
    fn plurals_follow_the_language() {
        let text = "{ $count ->\n[one] sekundę\n[few] { $count } sekundy\n*[other] { $count } sekund\n}";
        let texts = Texts::of(Language::Polish, own(Language::Polish, "wait-seconds", text));
        assert_eq!(texts.wait(chrono::TimeDelta::seconds(22)), "22 sekundy");
        assert_eq!(texts.wait(chrono::TimeDelta::seconds(25)), "25 sekund");
    }

    #[test]
    fn an_unknown_key_a_foreign_variable_and_an_essay_are_refused() {
        let refused = |key, text: &str| OwnText::parse(key, text).unwrap_err();
        assert_eq!(refused("login-haeding", "x"), "there is no text of this name");
        assert_eq!(refused("login-heading", "{ $shop }"), "this text has no variables");
        assert_eq!(refused("page-title", "{ $email }"), "expected no other variables than $shop, $title");
        assert_eq!(refused("login-heading", &"x".repeat(1001)), "expected 1 to 1000 characters");
        assert_eq!(refused("login-heading", " \n"), "expected 1 to 1000 characters");
        assert_eq!(refused("login-heading", "a\u{7}"), "expected no control characters");
    }
}
