//! What can be wrong with a field, in words that say how to repair it.

use crate::credentials::Weakness;
use crate::i18n::Texts;

/// A problem with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No e-mail address was given.
    EmailMissing,
    /// What was given is no e-mail address.
    EmailInvalid,
    /// The address is from a disposable e-mail service, which the operator refuses.
    EmailDisposable,
    /// No password was given.
    PasswordMissing,
    /// The password is not the account's, or there is no such account; which of the two is not told.
    PasswordWrong,
    /// The new password has fewer than `min` characters.
    PasswordTooShort {
        /// The least number of characters.
        min: usize,
    },
    /// The new password has more than `max` characters.
    PasswordTooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// The new password is among those that are tried first.
    PasswordTooCommon,
    /// The new password is guessed within a few tries, for this reason.
    PasswordGuessable(Weakness),
    /// The new password holds the person's own e-mail address.
    PasswordHoldsEmail,
    /// The new password holds the shop's name.
    PasswordHoldsShop,
    /// The two passwords are not the same.
    PasswordsDiffer,
    /// The name has more than `max` characters.
    NameTooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// No code was given.
    CodeMissing,
    /// What was given are not six digits.
    CodeNotSixDigits,
    /// The code is not the one that was sent.
    CodeWrong {
        /// How many more tries there are.
        left: u32,
    },
}

impl Problem {
    /// The problem in a sentence.
    pub fn words(self, texts: Texts) -> String {
        match self {
            Self::EmailMissing => texts.get("problem-email-missing"),
            Self::EmailInvalid => texts.get("problem-email-invalid"),
            Self::EmailDisposable => texts.get("problem-email-disposable"),
            Self::PasswordMissing => texts.get("problem-password-missing"),
            Self::PasswordWrong => texts.get("problem-password-wrong"),
            Self::PasswordTooShort { min } => {
                texts.with("problem-password-too-short", &[("min", min.into())])
            }
            Self::PasswordTooLong { max } => texts.with("problem-password-too-long", &[("max", max.into())]),
            Self::PasswordTooCommon => texts.get("problem-password-too-common"),
            Self::PasswordGuessable(weakness) => texts.get(match weakness {
                Weakness::KeyboardRow => "problem-password-keyboard",
                Weakness::Repetition => "problem-password-repetition",
                Weakness::Sequence => "problem-password-sequence",
                Weakness::Date => "problem-password-date",
                Weakness::Name => "problem-password-name",
                Weakness::CommonWord => "problem-password-word",
            }),
            Self::PasswordHoldsEmail => texts.get("problem-password-holds-email"),
            Self::PasswordHoldsShop => texts.get("problem-password-holds-shop"),
            Self::PasswordsDiffer => texts.get("problem-passwords-differ"),
            Self::NameTooLong { max } => texts.with("problem-name-too-long", &[("max", max.into())]),
            Self::CodeMissing => texts.get("problem-code-missing"),
            Self::CodeNotSixDigits => texts.get("problem-code-not-six-digits"),
            Self::CodeWrong { left } => texts.with("problem-code-wrong", &[("left", left.into())]),
        }
    }
}
