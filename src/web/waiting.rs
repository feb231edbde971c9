//! What a person sees who is signed in while the shop's system does not answer, or cannot take more people: the truth, and that nothing
//! is lost. With script the page tries again by itself; without, the button does.

pub mod handlers;

use askama::Template;
use chrono::TimeDelta;

use super::{Form, Layout};

/// `waiting.html`
#[derive(Clone, Debug, Template)]
#[template(path = "waiting.html")]
pub struct WaitingPage {
    /// The frame.
    pub page: Layout,
    /// Tries again.
    pub form: Form,
    /// Why there is nothing to hand over yet.
    pub cause: Cause,
    /// When the page tries again by itself; `None` when it should not (any more).
    pub retry_after: Option<TimeDelta>,
}

/// Why somebody has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Commerce Layer does not answer.
    Away,
    /// So many people are coming in that Commerce Layer's limit is reached.
    Busy,
}

impl WaitingPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("waiting-heading"), false)
    }

    fn lead(&self) -> String {
        self.page.text(match (self.retry_after, self.cause) {
            (None, _) => "waiting-lead-long",
            (Some(_), Cause::Away) => "waiting-lead",
            (Some(_), Cause::Busy) => "waiting-lead-busy",
        })
    }

    /// Whole seconds for the script's countdown.
    fn seconds(wait: &TimeDelta) -> i64 {
        wait.num_seconds().max(1)
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = Form::to("/identity/continue").carrying("clientId", "acme-web");
        let sample = |cause, retry_after| Self { page: page.clone(), form: form.clone(), cause, retry_after };
        vec![
            ("first", sample(Cause::Away, Some(TimeDelta::seconds(10)))),
            ("busy", sample(Cause::Busy, Some(TimeDelta::seconds(42)))),
            ("long", sample(Cause::Away, None)),
        ]
    }
}
