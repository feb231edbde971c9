//! What a person sees who is signed in while the shop's system does not answer: the truth, and that nothing
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
    /// When the page tries again by itself; `None` when it should not (any more).
    pub retry_after: Option<TimeDelta>,
}

impl WaitingPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("waiting-heading"), false)
    }

    fn lead(&self) -> String {
        self.page.text(if self.retry_after.is_some() { "waiting-lead" } else { "waiting-lead-long" })
    }

    /// Whole seconds for the script's countdown.
    fn seconds(wait: &TimeDelta) -> i64 {
        wait.num_seconds().max(1)
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = Form::to("/identity/continue").carrying("clientId", "acme-web");
        let sample = |retry_after| Self { page: page.clone(), form: form.clone(), retry_after };
        vec![("first", sample(Some(TimeDelta::seconds(10)))), ("long", sample(None))]
    }
}
