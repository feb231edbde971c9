//! `/_upstream/…`: the desk for programs, in JSON.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::super::edge::Answer;
use super::super::call::{Call, Reply, json as json_answer};
use super::super::keys::attacker;
use super::super::person::Person;
use super::super::running::put;
use super::super::sessions::views;
use super::super::state::State;
use super::super::switch::Switch;
use super::actions;

/// The longest pause of a slow answer, in milliseconds.
const LONGEST_PAUSE: u64 = 600_000;

/// Answers below `/_upstream/`.
pub async fn answer(call: &Call<'_>) -> Reply {
    if !call.is_our_own() {
        return problem(403, "another site asked for this");
    }
    let state = call.state;
    match (&*call.request.method, call.path) {
        ("GET", "/_upstream/switches") => json_answer(200, &switches(state)).into(),
        ("PATCH", "/_upstream/switches") => move_switches(call),
        ("DELETE", "/_upstream/switches") => {
            state.board.reset();
            json_answer(200, &switches(state)).into()
        }
        ("GET", "/_upstream/journal") => json_answer(200, &json!(state.journal.visits())).into(),
        ("DELETE", "/_upstream/journal") => {
            state.journal.clear();
            Answer::empty(204).into()
        }
        ("GET", "/_upstream/people") => json_answer(200, &json!(state.world().people)).into(),
        ("PUT", "/_upstream/people") => put_person(call),
        ("GET", "/_upstream/sessions") => json_answer(200, &json!(views(state))).into(),
        ("POST", "/_upstream/logout") => log_out(call).await,
        ("GET", "/_upstream/notices") => json_answer(200, &json!(state.world().notices)).into(),
        ("POST", "/_upstream/keys/rotate") => rotate(call),
        _ => problem(404, "there is nothing at this address, or it does not know the method"),
    }
}

/// What the headers `jku` and `x5u` of forged tokens point to.
pub fn attackers_file(call: &Call<'_>) -> Reply {
    match attacker() {
        Err(why) => problem(500, &why),
        Ok(keys) if call.path == "/attacker/certificate.pem" => {
            Answer::text(200, "application/x-pem-file", keys.rsa.certificate.clone()).into()
        }
        Ok(keys) => json_answer(200, &json!({ "keys": [keys.rsa.jwk] })).into(),
    }
}

fn switches(state: &State) -> Value {
    let described = |switch: &Switch| {
        json!({
            "name": switch.name(),
            "group": switch.group(),
            "sentence": switch.sentence(),
            "position": state.board.position(*switch),
        })
    };
    Switch::ALL.iter().map(described).collect()
}

/// `{ "alg_none": "once", "token_slow": "on", "pause_ms": 100 }`; what is not named stays. All or nothing.
fn move_switches(call: &Call<'_>) -> Reply {
    let Some(mut wanted) = body::<Map<String, Value>>(call) else {
        return problem(400, "the body is not a JSON object");
    };
    let pause = wanted.remove("pause_ms");
    let pause_ms = pause.as_ref().map(|pause| pause.as_u64().filter(|pause| *pause <= LONGEST_PAUSE));
    if pause_ms == Some(None) {
        return problem(400, "pause_ms is at most 600000");
    }
    let mut moves = Vec::new();
    for (name, position) in wanted {
        match serde_json::from_value(position) {
            Ok(position) if Switch::named(&name).is_some() => moves.push((name, position)),
            Ok(_) => return problem(400, &format!("there is no switch {name}")),
            Err(_) => return problem(400, &format!("{name} is off, once or on")),
        }
    }
    for (name, position) in moves {
        actions::move_switch(call.state, &name, position);
    }
    if let Some(pause) = pause_ms.flatten() {
        call.state.board.set_pause(Duration::from_millis(pause));
    }
    json_answer(200, &switches(call.state)).into()
}

fn put_person(call: &Call<'_>) -> Reply {
    let Some(person) = body::<Person>(call) else { return problem(400, "the body is not a person") };
    put(&mut call.state.world().people, person, |one, other| one.id == other.id);
    Answer::empty(204).into()
}

/// `{ "sid": "…", "end": false }`; the session ends unless the body says otherwise.
async fn log_out(call: &Call<'_>) -> Reply {
    let body = body::<Value>(call).unwrap_or_default();
    let end = body["end"].as_bool().unwrap_or(true);
    match actions::log_out(call.state, body["sid"].as_str().unwrap_or_default(), end).await {
        Some(notices) => json_answer(200, &json!(notices)).into(),
        None => problem(404, "there is no such session"),
    }
}

/// `{ "keep_old": false }`; the old keys stay published unless the body says otherwise.
fn rotate(call: &Call<'_>) -> Reply {
    let keep_old = body::<Value>(call).and_then(|body| body["keep_old"].as_bool()).unwrap_or(true);
    match call.state.rotate_keys(keep_old) {
        Ok(()) => json_answer(200, &json!({ "keys": call.state.world().keys.published() })).into(),
        Err(why) => problem(500, &why),
    }
}

fn body<T: DeserializeOwned>(call: &Call<'_>) -> Option<T> {
    serde_json::from_slice(call.request.body.as_ref().ok()?).ok()
}

fn problem(status: u16, why: &str) -> Reply {
    json_answer(status, &json!({ "problem": why })).into()
}
