//! What a provider sent back, read strictly: a parameter that stands twice, or a code beside an error, is no
//! answer at all (RFC 6749, 3.1 and 4.1.2).

use serde::{Deserialize, Serialize};

use crate::foundation::{PlainToken, Secret};

/// Codes and states are short; an answer that is not is not read.
const LONGEST: usize = 16 * 1024;
const LONGEST_ERROR: usize = 200;

/// The parameters of an authorization response.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub(super) state: Option<PlainToken>,
    pub(super) kind: Kind,
    pub(super) iss: Option<String>,
    /// Apple's: the name, at the first sign-in only.
    pub(super) user: Option<String>,
}

/// What it says.
#[derive(Clone, Debug, Default)]
pub(super) enum Kind {
    /// A code to be exchanged.
    Code(Secret),
    /// An error and its description.
    Error { error: String, description: Option<String> },
    /// Neither, or both.
    #[default]
    Malformed,
}

/// An answer as a sealed row keeps it, without its state.
#[derive(Serialize, Deserialize)]
struct Kept {
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
    iss: Option<String>,
    user: Option<String>,
}

impl Answer {
    /// Reads a query string or a posted form.
    pub fn read(encoded: &str) -> Self {
        if encoded.len() > LONGEST {
            return Self::default();
        }
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect();
        let all =
            |name: &str| pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value).collect::<Vec<_>>();
        let one = |name: &str| match all(name)[..] {
            [value] if !value.is_empty() => Some(value.clone()),
            _ => None,
        };
        let twice = ["state", "code", "error", "iss"].iter().any(|name| all(name).len() > 1);
        let kind = match (one("code"), one("error")) {
            (Some(code), None) if !twice => Kind::Code(Secret::new(code)),
            (None, Some(error)) if !twice => {
                let description = one("error_description").map(|text| cut(&text));
                Kind::Error { error: cut(&error), description }
            }
            _ => Kind::Malformed,
        };
        Self {
            state: one("state").as_deref().and_then(PlainToken::parse),
            kind,
            iss: one("iss"),
            user: one("user"),
        }
    }

    /// The state, for the page that asks for the answer that was posted.
    pub fn state(&self) -> Option<&PlainToken> {
        self.state.as_ref()
    }

    pub(super) fn to_text(&self) -> Result<String, serde_json::Error> {
        let (code, error, description) = match &self.kind {
            Kind::Code(code) => (Some(code.expose().to_owned()), None, None),
            Kind::Error { error, description } => (None, Some(error.clone()), description.clone()),
            Kind::Malformed => (None, None, None),
        };
        serde_json::to_string(&Kept {
            code,
            error,
            description,
            iss: self.iss.clone(),
            user: self.user.clone(),
        })
    }

    pub(super) fn from_text(state: PlainToken, text: &str) -> Result<Self, serde_json::Error> {
        let kept: Kept = serde_json::from_str(text)?;
        let kind = match (kept.code, kept.error) {
            (Some(code), None) => Kind::Code(Secret::new(code)),
            (None, Some(error)) => Kind::Error { error, description: kept.description },
            _ => Kind::Malformed,
        };
        Ok(Self { state: Some(state), kind, iss: kept.iss, user: kept.user })
    }

    /// The name that Apple posts as JSON beside the code. It is the browser's word, good for a greeting only.
    pub(super) fn posted_name(&self) -> Option<String> {
        let user: serde_json::Value = serde_json::from_str(self.user.as_deref()?).ok()?;
        let part = |name| user.pointer(name).and_then(serde_json::Value::as_str);
        let parts = [part("/name/firstName"), part("/name/lastName")];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.trim().is_empty()).then(|| cut(&name))
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_ERROR).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_stands_twice_is_no_answer() {
        for odd in [
            "code=a&code=b",
            "code=a&error=access_denied",
            "error=a&error=b",
            "",
            "code=",
            "iss=a&iss=b&code=c",
        ] {
            assert!(matches!(Answer::read(odd).kind, Kind::Malformed), "{odd}");
        }
        assert!(matches!(Answer::read("code=a&state=b").kind, Kind::Code(_)));
        assert!(matches!(Answer::read("error=access_denied").kind, Kind::Error { .. }));
    }

    #[test]
    fn a_posted_name_is_read_from_its_json() {
        let answer = Answer::read(
            "code=a&user=%7B%22name%22%3A%7B%22firstName%22%3A%22Ada%22%2C%22lastName%22%3A%22L%22%7D%7D",
        );
        assert_eq!(answer.posted_name().as_deref(), Some("Ada L"));
        assert_eq!(Answer::read("code=a&user=nonsense").posted_name(), None);
    }
}
