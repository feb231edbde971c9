//! The rule for new passwords, after NIST SP 800-63B-4, 3.1.1.2: length counts, composition does not; what is
//! common, expected from the context, or guessed at once is refused.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::{Entropy, Score, zxcvbn};

use crate::config::PasswordSettings;
use crate::foundation::{Email, Secret};

/// NIST asks to take at least 64 characters; more than this nobody types, and hashing is not for free.
pub const LONGEST: usize = 256;

/// The passwords of at least eight characters that stand most often in published breaches, one a line.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer characters than the settings ask for.
    TooShort,
    /// More than 256 characters.
    TooLong,
    /// On the list of common passwords.
    Common,
    /// Made of the address.
    HoldsEmail,
    /// Made of the shop's name.
    HoldsShop,
    /// Guessed within a few tries, for this reason.
    Guessable(Weakness),
}

/// A password that the rule has let through, in the form in which it is hashed. Who sets one asks for this type, so
/// that none is set unchecked, and none is checked twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPassword(Secret);

impl NewPassword {
    /// The password itself.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// What makes a long password easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Neighbouring keys.
    KeyboardRow,
    /// The same characters or words again and again.
    Repetition,
    /// `abcd`, `6543`.
    Sequence,
    /// Years and dates.
    Date,
    /// Names of people.
    Name,
    /// Words that many people use.
    CommonWord,
}

impl Weakness {
    /// What zxcvbn says about the weakest part.
    fn of(entropy: &Entropy) -> Self {
        match entropy.feedback().and_then(Feedback::warning) {
            Some(
                Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess,
            ) => Self::KeyboardRow,
            Some(
                Warning::RepeatsLikeAaaAreEasyToGuess
                | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
            ) => Self::Repetition,
            Some(Warning::SequencesLikeAbcAreEasyToGuess) => Self::Sequence,
            Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => Self::Date,
            Some(
                Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
                | Warning::CommonNamesAndSurnamesAreEasyToGuess,
            ) => Self::Name,
            _ => Self::CommonWord,
        }
    }
}

/// The form in which a password is hashed: the same characters typed on two keyboards are the same password
/// (SP 800-63B-4 asks for a normalised form).
pub fn normalized(password: &Secret) -> Secret {
    Secret::new(password.expose().nfc().collect::<String>())
}

/// Checks a new password for `email`, where it is known, at the shop `shop`.
pub fn check_new_password(
    settings: &PasswordSettings,
    password: &Secret,
    email: Option<&Email>,
    shop: &str,
) -> Result<NewPassword, PasswordProblem> {
    if password.expose().len() > LONGEST * 4 {
        return Err(PasswordProblem::TooLong);
    }
    let password = normalized(password);
    let text = password.expose();
    let length = text.chars().count();
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    if COMMON.contains(text.to_lowercase().as_str()) {
        return Err(PasswordProblem::Common);
    }
    if length < settings.min_length {
        return Err(PasswordProblem::TooShort);
    }
    let (email_words, shop_words) = (
        email.map_or_else(Vec::new, |email| words(email.canonical())),
        words(&format!("{shop} commercelayer")),
    );
    if is_mostly(text, &email_words) {
        return Err(PasswordProblem::HoldsEmail);
    }
    if is_mostly(text, &shop_words) {
        return Err(PasswordProblem::HoldsShop);
    }
    let context: Vec<&str> = email_words.iter().chain(&shop_words).map(String::as_str).collect();
    let entropy = zxcvbn(&plainly(text), &context);
    if entropy.score() < Score::Two {
        return Err(PasswordProblem::Guessable(Weakness::of(&entropy)));
    }
    Ok(NewPassword(password))
}

/// `text` without the symbols that are written for letters. zxcvbn tries every combination of them: twenty-three
/// of them in one password keep a core busy for two seconds, for anybody who can post a form (catalogue E15).
/// What is easily guessed in letters is easily guessed in such symbols, so nothing is lost.
fn plainly(text: &str) -> String {
    let letter = |c| match c {
        '@' => 'a',
        '(' | '[' | '{' | '<' => 'c',
        '!' | '|' => 'i',
        '$' => 's',
        '+' => 't',
        '%' => 'x',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// The words of `text` that are long enough to be somebody's idea of a password; the whole text is one.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let parts = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
    std::iter::once(text.clone()).chain(parts).filter(|word| word.chars().count() > 3).collect()
}

/// True when little is left once the expected words and digits are taken out.
fn is_mostly(text: &str, context: &[String]) -> bool {
    let mut rest = text.to_lowercase();
    for word in context {
        rest = rest.replace(word.as_str(), "");
    }
    let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
    rest.len() < text.to_lowercase().len() && letters < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<NewPassword, PasswordProblem> {
        let settings = PasswordSettings { min_length: 15, hashing_threads: 1, hashing_queue: 1 };
        let email = Email::parse("ada.lovelace@example.com").unwrap();
        check_new_password(&settings, &password.into(), Some(&email), "Acme Outfitters")
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert!(check("correct horse battery staple").is_ok());
        assert!(check("quiet lamp over the harbour").is_ok());
        assert!(check("静かな港の上のランプが光っている夜").is_ok());
        assert_eq!(check("Tr0ub4dor&3"), Err(PasswordProblem::TooShort));
        assert_eq!(check(&"long ".repeat(60)), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        assert_eq!(check("password123"), Err(PasswordProblem::Common));
        assert_eq!(check("PASSWORD123"), Err(PasswordProblem::Common));
        assert_eq!(check("12345678901234567890"), Err(PasswordProblem::Common));
        assert_eq!(check("aaaaaaaaaaaaaaaaaaaa"), Err(PasswordProblem::Guessable(Weakness::Repetition)));
        assert_eq!(check("abcdefghijklmnopqrst"), Err(PasswordProblem::Guessable(Weakness::Sequence)));
        assert_eq!(check("ada.lovelace2024"), Err(PasswordProblem::HoldsEmail));
        assert_eq!(check("AcmeOutfitters2026"), Err(PasswordProblem::HoldsShop));
    }

    #[test]
    fn the_same_characters_typed_in_two_ways_are_one_password() {
        let composed = check("jörg mag kühle bücher").unwrap();
        let decomposed = check("jo\u{308}rg mag ku\u{308}hle bu\u{308}cher").unwrap();
        assert!(composed == decomposed);
    }

    #[test]
    fn e15_no_password_takes_long_to_judge() {
        let symbols = "4@8({[<369&#!1/|0$5+7%2";
        for password in [symbols.repeat(10), "0123456789".repeat(10), "4@8({[<3 6&9!1|l 0$5+7t%2z ".repeat(8)]
        {
            let started = std::time::Instant::now();
            drop(check(&password));
            assert!(started.elapsed().as_millis() < 500, "{password}: {:?}", started.elapsed());
        }
        assert!(matches!(check("p@$$wordp@$$word"), Err(PasswordProblem::Guessable(_))));
    }
}
