//! What a provider said of a person, after every check. Read by the names that the settings give, and by their
//! strict types: a provider that says `"true"` has not said `true` (catalogue A02).

use serde_json::{Map, Value};

use super::ProviderError;

/// OpenID Connect Core 1.0, 2: at most 255 characters.
const LONGEST_SUBJECT: usize = 255;
const LONGEST_TEXT: usize = 320;
const MOST_GROUPS: usize = 200;

/// The claims of a checked ID token, and of the person's userinfo where it was asked.
#[derive(Clone, Debug, Default)]
pub struct Claims(Map<String, Value>);

impl Claims {
    pub(super) fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// Adds what is not said yet: the ID token is signed, the userinfo is not.
    pub(super) fn add(&mut self, more: Map<String, Value>) {
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn without(&self, name: &str) -> Map<String, Value> {
        let mut rest = self.0.clone();
        rest.remove(name);
        rest
    }

    /// A claim as it came.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// A claim that is a text, trimmed, not empty and not endless.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.get(name)?.as_str()?.trim();
        (!text.is_empty() && text.len() <= LONGEST_TEXT).then_some(text)
    }

    /// Whether a claim is the boolean `true`, and nothing like it.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }

    /// A claim that is a list of texts, or one text.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        texts(self.get(name))
    }

    /// The claim by which the provider knows the person.
    ///
    /// # Errors
    /// When it is absent, no text, empty or longer than 255 characters.
    pub fn subject(&self, name: &str) -> Result<&str, ProviderError> {
        let subject = self.get(name).and_then(Value::as_str);
        let subject = subject.ok_or_else(|| ProviderError::untrusted(format!("no {name} that is a text")))?;
        match subject.chars().count() {
            1..=LONGEST_SUBJECT if !subject.trim().is_empty() && !subject.contains('\0') => Ok(subject),
            count => Err(ProviderError::untrusted(format!("a {name} of {count} characters"))),
        }
    }

    /// A time in seconds, which some providers give as a float.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<f64>, ProviderError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let seconds = value.as_f64().filter(|seconds| seconds.is_finite());
        seconds.map(Some).ok_or_else(|| ProviderError::untrusted(format!("{name} is no time")))
    }
}

/// The texts of a claim that is a list of texts, or one text.
pub fn texts(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::Array(items)) => items.iter().take(MOST_GROUPS).filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(claims: &Value) -> Claims {
        Claims::new(claims.as_object().cloned().unwrap())
    }

    #[test]
    fn a02_only_the_boolean_true_is_true() {
        for value in [json!("true"), json!(1), json!(false), json!(null), json!([true]), json!("TRUE")] {
            assert!(!claims(&json!({ "email_verified": value })).is_true("email_verified"));
        }
        assert!(claims(&json!({ "email_verified": true })).is_true("email_verified"));
        assert!(!claims(&json!({})).is_true("email_verified"));
    }

    #[test]
    fn a_subject_is_a_text_of_1_to_255_characters() {
        let long = "é".repeat(255);
        assert_eq!(claims(&json!({ "sub": long })).subject("sub").unwrap(), long);
        for odd in [json!("é".repeat(256)), json!(""), json!(" "), json!(7), json!(null), json!("a\0b")] {
            assert!(claims(&json!({ "sub": odd })).subject("sub").is_err());
        }
        assert!(claims(&json!({})).subject("sub").is_err());
    }
}
