//! Forms as a page shows them: where they go, what they carry along, and their fields.
//!
//! A secret field has no value to show: there is no way to put a password back into a page.

use super::{Layout, Problem};
use crate::accounts::LONGEST_NAME;
use crate::config::RefusedDomains;
use crate::credentials::mailed_code;
use crate::foundation::{Email, Secret};
use crate::work::Puzzle;

/// Where a form is posted to, and what it carries along unseen.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The address that it is posted to.
    pub action: String,
    /// Names and values of its hidden fields, in order.
    pub hidden: Vec<(String, String)>,
    /// What the browser computes before it is sent.
    pub puzzle: Option<Puzzle>,
}

impl Form {
    /// A form without hidden fields.
    pub fn to(action: impl Into<String>) -> Self {
        Self { action: action.into(), ..Self::default() }
    }

    /// The same form, carrying one more value.
    #[must_use]
    pub fn carrying(mut self, name: &str, value: &str) -> Self {
        self.hidden.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same form, for which the browser works where there is a puzzle.
    #[must_use]
    pub fn at_the_price_of(self, puzzle: Option<Puzzle>) -> Self {
        Self { puzzle, ..self }
    }
}

/// One visible field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name under which it is posted; also its id.
    pub name: &'static str,
    /// What it asks for.
    pub kind: FieldKind,
    /// What was typed; always empty for secrets.
    value: String,
    /// What is wrong with it.
    pub problem: Option<Problem>,
    /// True where the message above the form is about this field too.
    pub blamed: bool,
}

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An e-mail address, the name of the account.
    Email,
    /// The password of an account.
    CurrentPassword,
    /// A password to be chosen, and the least number of its characters.
    NewPassword {
        /// The least number of characters.
        min: usize,
    },
    /// The chosen password once more.
    ConfirmPassword,
    /// Six digits from a letter.
    Code,
    /// Another address for the account.
    NewEmail,
    /// What a person wants to be called.
    Name,
}

impl Field {
    /// `customerEmail`, with what was typed (contract 0.2).
    pub fn email(typed: &str) -> Self {
        Self { value: typed.to_owned(), ..Self::empty("customerEmail", FieldKind::Email) }
    }

    /// `customerEmail` as it was typed, and the address, or what is wrong with it.
    pub fn read_email(typed: &str) -> (Self, Option<Email>) {
        let email = Email::parse(typed).ok();
        let problem = match (&email, typed.trim()) {
            (_, "") => Some(Problem::EmailMissing),
            (None, _) => Some(Problem::EmailInvalid),
            (Some(_), _) => None,
        };
        (Self { problem, ..Self::email(typed) }, email)
    }

    /// What was read, where no account may have an address of these domains.
    #[must_use]
    pub fn unless_refused(
        (field, email): (Self, Option<Email>),
        refused: &RefusedDomains,
    ) -> (Self, Option<Email>) {
        match email {
            Some(email) if refused.cover(&email) => {
                (Self { problem: Some(Problem::EmailDisposable), ..field }, None)
            }
            email => (field, email),
        }
    }

    /// `customerEmail` that the account is to have.
    pub fn new_email(typed: &str) -> Self {
        Self { kind: FieldKind::NewEmail, ..Self::email(typed) }
    }

    /// [`Field::new_email`] as it was typed, and the address, or what is wrong with it.
    pub fn read_new_email(typed: &str) -> (Self, Option<Email>) {
        let (field, email) = Self::read_email(typed);
        (Self { kind: FieldKind::NewEmail, ..field }, email)
    }

    /// `name`
    pub fn name(typed: &str) -> Self {
        Self { value: typed.to_owned(), ..Self::empty("name", FieldKind::Name) }
    }

    /// `name` as it was typed, and the name, if it can be taken; nothing at all is no name.
    pub fn read_name(typed: &str) -> (Self, Result<Option<String>, Problem>) {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
        let problem = (!fits).then_some(Problem::NameTooLong { max: LONGEST_NAME });
        let read = problem.map_or_else(|| Ok(Some(name).filter(|name| !name.is_empty())), Err);
        (Self { problem, ..Self::name(typed) }, read)
    }

    /// `customerPassword` of an account that exists.
    pub fn current_password() -> Self {
        Self::empty("customerPassword", FieldKind::CurrentPassword)
    }

    /// `customerPassword` to be chosen.
    pub fn new_password(min: usize) -> Self {
        Self::empty("customerPassword", FieldKind::NewPassword { min })
    }

    /// `customerConfirmPassword`.
    pub fn confirm_password() -> Self {
        Self::empty("customerConfirmPassword", FieldKind::ConfirmPassword)
    }

    /// `code`.
    pub fn code() -> Self {
        Self::empty("code", FieldKind::Code)
    }

    /// What is wrong with a `code` before it is compared with anything: such a guess is not counted.
    pub fn code_problem(typed: &Secret) -> Option<Problem> {
        let typed = typed.expose();
        match typed.chars().filter(char::is_ascii_digit).count() {
            mailed_code::DIGITS => None,
            _ if typed.trim().is_empty() => Some(Problem::CodeMissing),
            _ => Some(Problem::CodeNotSixDigits),
        }
    }

    fn empty(name: &'static str, kind: FieldKind) -> Self {
        Self { name, kind, value: String::new(), problem: None, blamed: false }
    }

    /// What was typed.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The key of the label's text.
    pub fn label(&self) -> &'static str {
        match self.kind {
            FieldKind::Email => "field-email",
            FieldKind::CurrentPassword | FieldKind::NewPassword { .. } => "field-password",
            FieldKind::ConfirmPassword => "field-confirm-password",
            FieldKind::Code => "field-code",
            FieldKind::NewEmail => "field-new-email",
            FieldKind::Name => "field-name",
        }
    }

    /// The `type` of the input.
    pub fn input_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Email | FieldKind::NewEmail => "email",
            FieldKind::Code | FieldKind::Name => "text",
            _ => "password",
        }
    }

    /// The `autocomplete` token (WCAG 1.3.5), by which password managers know the field.
    pub fn autocomplete(&self) -> &'static str {
        match self.kind {
            FieldKind::Email => "username",
            FieldKind::CurrentPassword => "current-password",
            FieldKind::NewPassword { .. } | FieldKind::ConfirmPassword => "new-password",
            FieldKind::Code => "one-time-code",
            FieldKind::NewEmail => "email",
            FieldKind::Name => "name",
        }
    }

    /// The keyboard that a phone should show.
    pub fn inputmode(&self) -> Option<&'static str> {
        match self.kind {
            FieldKind::Email | FieldKind::NewEmail => Some("email"),
            FieldKind::Code => Some("numeric"),
            _ => None,
        }
    }

    /// False where nothing at all is an answer, too.
    pub fn is_required(&self) -> bool {
        self.kind != FieldKind::Name
    }

    /// How many digits are asked for, where digits are.
    pub fn digits(&self) -> Option<usize> {
        (self.kind == FieldKind::Code).then_some(mailed_code::DIGITS)
    }

    /// True for what is written from left to right in every language: addresses and digits.
    pub fn is_ltr(&self) -> bool {
        matches!(self.kind, FieldKind::Email | FieldKind::Code)
    }

    /// True for passwords, which can be shown while they are typed.
    pub fn is_password(&self) -> bool {
        self.input_type() == "password"
    }

    /// True where a new password is asked for, whose rule is shown before typing.
    pub fn min_length(&self) -> Option<usize> {
        match self.kind {
            FieldKind::NewPassword { min } => Some(min),
            _ => None,
        }
    }

    /// True where something is to be repaired here.
    pub fn is_wrong(&self) -> bool {
        self.problem.is_some() || self.blamed
    }

    /// The ids of the texts that describe the field, separated by spaces; empty where there are none.
    pub fn described_by(&self) -> String {
        let name = self.name;
        let rule = self.min_length().map(|_| format!("{name}-rule"));
        let problem = self.problem.map(|_| format!("{name}-problem"));
        let alert = self.blamed.then(|| "alert".to_owned());
        [alert, problem, rule].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The list of what is to be repaired, each entry a link to its field.
#[derive(Clone, Debug)]
pub struct Summary {
    /// "There are 2 problems".
    pub heading: String,
    /// Field names and problems.
    pub entries: Vec<(&'static str, String)>,
}

/// The summary of several problems; one alone is shown at its field only.
pub fn summary(layout: &Layout, fields: &[&Field]) -> Option<Summary> {
    let entries: Vec<_> =
        fields.iter().filter_map(|field| Some((field.name, field.problem?.words(layout.texts)))).collect();
    let heading = layout.texts.with("problem-summary", &[("count", entries.len().into())]);
    (entries.len() > 1).then_some(Summary { heading, entries })
}

/// The name of the first field to repair, which gets the focus.
pub fn first_problem(fields: &[&Field]) -> Option<&'static str> {
    fields.iter().find(|field| field.is_wrong()).map(|field| field.name)
}
