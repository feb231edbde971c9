//! The people of the provider: one for every way in which a shop can be surprised by somebody else's account.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Somebody to sign in as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What the form of the page sends; not seen by clients.
    pub id: String,
    /// `name`, and the words of the button.
    pub name: String,
    /// One line that says what is special.
    #[serde(default)]
    pub about: String,
    /// `sub`
    pub subject: String,
    /// `email`
    #[serde(default)]
    pub email: Option<String>,
    /// `email_verified`; left out where there is no address.
    #[serde(default)]
    pub email_verified: bool,
    /// Has another address at each sign-in: the count goes before the `@`.
    #[serde(default)]
    pub moving: bool,
    /// `groups`; left out where there are none.
    #[serde(default)]
    pub groups: Vec<String>,
    /// More claims, which win over the others.
    #[serde(default)]
    pub claims: Map<String, Value>,
}

impl Person {
    /// A person with a verified address.
    pub fn verified(id: &str, name: &str, subject: &str, email: &str) -> Self {
        Self { email_verified: true, ..Self::unverified(id, name, subject, email) }
    }

    /// A person whose address nobody has checked.
    pub fn unverified(id: &str, name: &str, subject: &str, email: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            about: String::new(),
            subject: subject.to_owned(),
            email: Some(email.to_owned()),
            email_verified: false,
            moving: false,
            groups: Vec::new(),
            claims: Map::new(),
        }
    }

    /// With this line of description.
    #[must_use]
    pub fn described(mut self, about: &str) -> Self {
        about.clone_into(&mut self.about);
        self
    }

    /// Everybody who is on the page from the start.
    pub fn examples() -> Vec<Self> {
        let verified = Self::verified;
        vec![
            verified("vera", "Vera Verdi", "vera-0001", "vera@people.example").described("Verified e-mail"),
            Self::unverified("uma", "Uma Unger", "uma-0002", "uma@people.example")
                .described("E-mail that nobody has verified"),
            Self { email: None, ..verified("noah", "Noah Null", "noah-0003", "") }
                .described("No e-mail address at all"),
            Self { moving: true, ..verified("wanda", "Wanda Wander", "wanda-0004", "wanda@people.example") }
                .described("Another verified e-mail at each sign-in, the same account"),
            Self {
                groups: vec!["vip".to_owned()],
                ..verified("mila", "Mila Member", "mila-0005", "mila@people.example")
            }
            .described("Verified e-mail, member of the group vip"),
            verified("victor", "Victor Verdi", "victor-0006", "vera@people.example")
                .described("Vera’s e-mail, verified, and another account"),
            verified("vanessa", "Vanessa Verdi", "vanessa-0007", "VERA@People.Example")
                .described("Vera’s e-mail in capital letters, and another account"),
            verified("ada", "Ada Lovelace", "ada-0008", "ada@example.com")
                .described("Verified e-mail of somebody who is a customer of the shop already"),
            verified("lea", "Lea Long", &long_subject("lea", 255), "lea@people.example")
                .described("An account name of 255 characters, the longest that is allowed"),
            verified("leo", "Leo Longer", &long_subject("leo", 256), "leo@people.example")
                .described("An account name of 256 characters, one too many"),
        ]
    }
}

fn long_subject(start: &str, length: usize) -> String {
    format!("{start:0<length$}")
}
