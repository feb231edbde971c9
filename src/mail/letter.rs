//! What a letter is: one recipient, a subject, and the same words as text and as HTML.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::OrganizationName;

/// A letter ready to be carried.
#[derive(Clone, Serialize, Deserialize)]
pub struct Letter {
    /// The address as its owner typed it.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The words as HTML.
    pub html: String,
    /// Who writes, where that is known: the outbox has it beside what is sealed.
    #[serde(skip)]
    pub organization: Option<OrganizationName>,
}

impl Letter {
    /// The same, written by an organization: it stays when the addressee is erased at another one.
    #[must_use]
    pub fn by(self, organization: &OrganizationName) -> Self {
        Self { organization: Some(organization.clone()), ..self }
    }
}

/// Letters carry codes and addresses: nothing of them belongs into a log.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(…)")
    }
}
