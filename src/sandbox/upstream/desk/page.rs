//! `/` and `/desk`: the desk for people, without script.

use askama::Template;

use super::super::super::edge::Answer;
use super::super::authorize::{draw, message};
use super::super::board::Position;
use super::super::call::{Call, Reply};
use super::super::journal::Visit;
use super::super::logout::Notice;
use super::super::sessions::{SessionView, views};
use super::super::state::State;
use super::super::switch::{Group, Switch};
use super::actions;

/// Requests and notices on the page.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "upstream/front.html")]
struct Front<'a> {
    issuer: &'a str,
    clients: Vec<String>,
}

#[derive(Template)]
#[template(path = "upstream/desk.html")]
struct Desk {
    groups: Vec<Row>,
    on: Vec<SwitchRow>,
    sessions: Vec<SessionView>,
    notices: Vec<Notice>,
    visits: Vec<Visit>,
}

struct Row {
    heading: &'static str,
    switches: Vec<SwitchRow>,
}

#[derive(Clone)]
struct SwitchRow {
    name: String,
    sentence: &'static str,
    position: Position,
    /// Choices of an honest provider are no accidents that happen once.
    can_be_once: bool,
}

/// `GET /` and `GET /desk`
pub fn page(call: &Call<'_>) -> Reply {
    if call.path == "/desk" {
        return draw(200, &desk(call.state));
    }
    let clients = call.state.world().clients.iter().map(|client| client.name.clone()).collect();
    draw(200, &Front { issuer: &call.state.issuer, clients })
}

/// `POST /desk/…`: a button was pressed.
pub async fn press(call: &Call<'_>) -> Reply {
    if call.request.method != "POST" || !call.is_our_own() {
        return message(403, "This is done at the desk only", "Press the button on the desk’s own page.");
    }
    let field = |name| call.form.get(name).unwrap_or_default();
    let place = match call.path {
        "/desk/switches" => {
            let position = match field("position") {
                "once" => Position::Once,
                "on" => Position::On,
                _ => Position::Off,
            };
            actions::move_switch(call.state, field("switch"), position);
            "switches"
        }
        "/desk/reset" => {
            call.state.board.reset();
            "switches"
        }
        "/desk/keys" => match call.state.rotate_keys(field("old") == "keep") {
            Ok(()) => "keys",
            Err(why) => return message(500, "No new keys", &why),
        },
        "/desk/logout" => {
            actions::log_out(call.state, field("sid"), field("session") == "end").await;
            "sessions"
        }
        _ => return message(404, "There is nothing here", "The desk has no such button."),
    };
    Answer::empty(303).with("location", call.state.at(&format!("/desk#{place}"))).into()
}

fn desk(state: &State) -> Desk {
    let row = |switch: &Switch| SwitchRow {
        name: switch.name(),
        sentence: switch.sentence(),
        position: state.board.position(*switch),
        can_be_once: switch.group() != Group::Choices,
    };
    let of = |group: Group| Switch::ALL.iter().filter(move |switch| switch.group() == group).map(row);
    let groups: Vec<_> = Group::ALL
        .iter()
        .map(|group| Row { heading: group.heading(), switches: of(*group).collect() })
        .collect();
    let all = groups.iter().flat_map(|group| &group.switches);
    let latest = |visits: Vec<Visit>| visits.into_iter().rev().take(SHOWN).collect();
    Desk {
        on: all.filter(|switch| switch.position != Position::Off).cloned().collect(),
        groups,
        sessions: views(state),
        notices: state.world().notices.iter().rev().take(SHOWN).cloned().collect(),
        visits: latest(state.journal.visits()),
    }
}

impl Position {
    /// On the page.
    fn words(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Once => "on for one time",
            Self::On => "on",
        }
    }
}
