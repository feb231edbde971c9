//! The languages there are: their tags, their own names, and which way they are written.

use fluent_templates::{LanguageIdentifier, langid};

/// A language of the pages and letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// `en`
    English,
    /// `it`
    Italian,
    /// `de`
    German,
    /// `fr`
    French,
    /// `es`
    Spanish,
    /// `pt`
    Portuguese,
    /// `nl`
    Dutch,
    /// `pl`
    Polish,
    /// `sv`
    Swedish,
    /// `ja`
    Japanese,
    /// `zh`, written in simplified characters
    Chinese,
    /// `ar`
    Arabic,
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `ltr`
    LeftToRight,
    /// `rtl`
    RightToLeft,
}

impl Language {
    /// Every language there is, the default first.
    pub const ALL: [Self; 12] = [
        Self::English,
        Self::Italian,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Dutch,
        Self::Polish,
        Self::Swedish,
        Self::Japanese,
        Self::Chinese,
        Self::Arabic,
    ];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Dutch => "nl",
            Self::Polish => "pl",
            Self::Swedish => "sv",
            Self::Japanese => "ja",
            Self::Chinese => "zh",
            Self::Arabic => "ar",
        }
    }

    /// Reads a tag; only the primary part counts, so that `it-CH` is Italian and `zh-Hans` Chinese.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The name that its speakers give it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Italian => "Italiano",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Swedish => "Svenska",
            Self::Japanese => "日本語",
            Self::Chinese => "简体中文",
            Self::Arabic => "العربية",
        }
    }

    /// Which way it is written.
    pub fn direction(self) -> Direction {
        match self {
            Self::Arabic => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// True where it is written from right to left.
    pub fn is_rtl(self) -> bool {
        self.direction() == Direction::RightToLeft
    }

    /// As Fluent knows it; it chooses the plural rules.
    pub(super) fn identifier(self) -> &'static LanguageIdentifier {
        static IDENTIFIERS: [LanguageIdentifier; 12] = [
            langid!("en"),
            langid!("it"),
            langid!("de"),
            langid!("fr"),
            langid!("es"),
            langid!("pt"),
            langid!("nl"),
            langid!("pl"),
            langid!("sv"),
            langid!("ja"),
            langid!("zh"),
            langid!("ar"),
        ];
        &IDENTIFIERS[self as usize % IDENTIFIERS.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primary_part_of_a_tag_counts() {
        for (tag, language) in [
            ("zh-Hans", Some(Language::Chinese)),
            ("zh-CN", Some(Language::Chinese)),
            ("pt-BR", Some(Language::Portuguese)),
            ("AR_eg", Some(Language::Arabic)),
            ("deu", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn every_language_is_the_one_that_fluent_takes_it_for() {
        for language in Language::ALL {
            assert_eq!(language.identifier().to_string(), language.tag());
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }
}
