//! The one message above a form: what happened, whether anything was lost, what to do next.

use chrono::TimeDelta;

use super::Layout;

/// A message about the whole page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// How it looks, and how urgently it is announced.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// The weight of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is to be repaired, or does not work now.
    Problem,
    /// Something went well.
    Success,
    /// Something to know.
    Notice,
}

impl Alert {
    /// A message from the text under `key`.
    pub fn new(tone: Tone, layout: &Layout, key: &str) -> Self {
        Self { tone, text: layout.text(key) }
    }

    /// "Too many tries", with the time left.
    pub fn too_many_tries(layout: &Layout, wait: TimeDelta) -> Self {
        let wait = layout.texts.wait(wait);
        let text = layout.texts.with("page-too-many-tries", &[("wait", wait.into())]);
        Self { tone: Tone::Problem, text }
    }

    /// The class of the message.
    pub fn class(&self) -> &'static str {
        match self.tone {
            Tone::Problem => "problem",
            Tone::Success => "success",
            Tone::Notice => "notice",
        }
    }

    /// The ARIA role: a problem interrupts, the others wait for a pause.
    pub fn role(&self) -> &'static str {
        if self.tone == Tone::Problem { "alert" } else { "status" }
    }
}
