//! What the sandbox has and the real service has not: a page for the developer who opens it, switches and
//! journal over HTTP, and drawings for organizations without a logo. No CORS here, so that no web page can
//! move a switch.

mod assets;
mod page;

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::foundation::Clock;

use super::edge::{Answer, Request};
use super::shared::Shared;
use super::switches::Switches;

pub use assets::asset;

const JSON: &str = "application/json; charset=utf-8";

/// Answers outside of the two services.
pub fn answer(shared: &Shared, request: &Request, path: &str) -> Answer {
    match (&*request.method, path) {
        ("GET", "/") => page::front(shared),
        ("GET", "/_sandbox/switches") => switches(shared),
        ("PATCH", "/_sandbox/switches") => move_switches(shared, request),
        ("GET", "/_sandbox/journal") => Answer::json(200, JSON, &json!(shared.journal.entries())),
        ("POST", "/_sandbox/keys/rotate") => rotate(shared),
        ("POST", "/_sandbox/clock/advance") => advance(shared, request),
        (
            _,
            "/_sandbox/switches" | "/_sandbox/journal" | "/_sandbox/keys/rotate" | "/_sandbox/clock/advance",
        ) => problem(405, "this address does not know the method"),
        _ => problem(404, "there is nothing at this address"),
    }
}

fn switches(shared: &Shared) -> Answer {
    Answer::json(200, JSON, &json!(shared.switches.get()))
}

/// Moves the switches that are named and leaves the others; objects are merged.
fn move_switches(shared: &Shared, request: &Request) -> Answer {
    let Some(changes) = body(request) else { return problem(400, "the body is not a JSON object") };
    let mut positions = json!(shared.switches.get());
    merge(&mut positions, &Value::Object(changes));
    let moved = serde_json::from_value::<Switches>(positions).map_err(|error| error.to_string());
    match moved.and_then(Switches::checked) {
        Err(why) => problem(400, &why),
        Ok(moved) => {
            shared.switches.set(|switches| *switches = moved);
            switches(shared)
        }
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

fn rotate(shared: &Shared) -> Answer {
    match shared.rotate_keys() {
        Ok(()) => Answer::json(200, JSON, &shared.world().keys.published()),
        Err(error) => problem(500, &error.to_string()),
    }
}

/// Moves a manual clock; the clock of the system stands above such wishes.
fn advance(shared: &Shared, request: &Request) -> Answer {
    let Clock::Manual(clock) = &shared.clock else { return problem(409, "the clock is the system's") };
    let seconds = body(request).and_then(|body| body.get("seconds")?.as_i64());
    let Some(step) = seconds.and_then(TimeDelta::try_seconds).filter(|step| step.num_days().abs() < 36_500)
    else {
        return problem(400, "seconds has to be a whole number");
    };
    clock.advance(step);
    Answer::json(200, JSON, &json!({ "now": shared.now() }))
}

fn body(request: &Request) -> Option<Map<String, Value>> {
    serde_json::from_slice(request.body.as_ref().ok()?).ok()
}

fn problem(status: u16, why: &str) -> Answer {
    Answer::json(status, JSON, &json!({ "problem": why }))
}
