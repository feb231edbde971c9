//! What a letter is: one recipient, a subject, and the same words as text and as HTML.

use std::fmt;

use serde::{Deserialize, Serialize};

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
}

/// Letters carry codes and addresses: nothing of them belongs into a log.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(…)")
    }
}
