//! What can be wrong with the answer of any endpoint that a server asks.

use serde_json::Value;

use super::super::edge::Answer;
use super::call::{Call, Reply, json};
use super::switch::Switch;

/// Bytes of an answer that is too large.
const HUGE: usize = 16 * 1024 * 1024;

/// The switches of one endpoint.
pub struct Troubles {
    pub slow: Switch,
    pub huge: Switch,
    pub html: Switch,
    /// With the status.
    pub error: (Switch, u16),
    pub redirect: Switch,
    pub away: Option<Switch>,
}

/// `honest`, unless a switch says otherwise; `elsewhere` is where a redirect leads.
pub fn spoil(call: &Call<'_>, troubles: &Troubles, honest: Value, elsewhere: String) -> Reply {
    let strikes = |switch| call.state.board.strikes(switch);
    if troubles.away.is_some_and(strikes) {
        Reply::HangUp
    } else if strikes(troubles.error.0) {
        json(troubles.error.1, &serde_json::json!({ "error": "server_error" })).into()
    } else if strikes(troubles.redirect) {
        Answer::empty(307).with("location", elsewhere).into()
    } else if strikes(troubles.html) {
        let page = "<!doctype html><title>Maintenance</title><h1>We’ll be back soon</h1>";
        Answer::text(200, "text/html; charset=utf-8", page.to_owned()).into()
    } else if strikes(troubles.huge) {
        json(200, &padded(honest)).into()
    } else if strikes(troubles.slow) {
        Reply::Slow(json(200, &honest))
    } else {
        json(200, &honest).into()
    }
}

/// The same with so much padding that a client without a limit reads on and is none the wiser.
fn padded(mut honest: Value) -> Value {
    honest["padding"] = "x".repeat(HUGE).into();
    honest
}
