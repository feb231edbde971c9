//! The way back to the client: in the address (RFC 6749, 4.1.2) or as a form (OAuth 2.0 Form Post Response
//! Mode), with `iss` (RFC 9207), and with everything that a switch wants to be wrong with it.

use askama::Template;
use serde_json::json;
use url::Url;

use super::super::super::edge::Answer;
use super::super::call::{Call, Reply};
use super::super::state::State;
use super::super::switch::Switch;
use super::draw;
use super::request::Way;
use crate::foundation::random_token;

type Parameter = (&'static str, String);

#[derive(Template)]
#[template(path = "upstream/form_post.html")]
struct FormPost<'a> {
    action: &'a str,
    fields: &'a [Parameter],
}

/// Back with a code; `name` is the person's.
pub fn code(call: &Call<'_>, way: &Way, code: &str, name: &str) -> Reply {
    let board = &call.state.board;
    let mut parameters = if board.strikes(Switch::ErrorWithScript) {
        failure("access_denied", "<script>alert(document.domain)</script>")
    } else if board.strikes(Switch::CodeMissing) {
        Vec::new()
    } else {
        vec![("code", code.to_owned())]
    };
    if board.strikes(Switch::CodeAndError) {
        parameters.extend(failure("server_error", "This came together with a code."));
    }
    if way.form_post && board.strikes(Switch::UserField) {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let user = json!({ "name": { "firstName": first, "lastName": last } });
        parameters.push(("user", user.to_string()));
    }
    send(call, way, parameters)
}

/// Back with an error.
pub fn error(call: &Call<'_>, way: &Way, error: &str, description: &str) -> Reply {
    send(call, way, failure(error, description))
}

fn failure(error: &str, description: &str) -> Vec<Parameter> {
    vec![("error", error.to_owned()), ("error_description", description.to_owned())]
}

fn send(call: &Call<'_>, way: &Way, mut parameters: Vec<Parameter>) -> Reply {
    parameters.extend(state_parameter(call.state, way));
    parameters.extend(iss_parameter(call.state));
    if call.state.board.strikes(Switch::ParametersTwice) {
        let again: Vec<_> = parameters.iter().map(|(name, _)| (*name, random_token())).collect();
        parameters.extend(again);
    }
    if way.form_post {
        return form(call, way, &parameters);
    }
    match Url::parse(&way.redirect_uri) {
        Ok(mut address) => {
            address.query_pairs_mut().extend_pairs(parameters);
            Answer::empty(302).with("location", address).with("cache-control", "no-store").into()
        }
        Err(_) => super::message(500, "Example ID is at its end", "The registered address is no address."),
    }
}

/// Of two policies browsers follow the latter.
fn form(call: &Call<'_>, way: &Way, fields: &[Parameter]) -> Reply {
    match draw(200, &FormPost { action: &way.redirect_uri, fields }) {
        Reply::Answer(page) if call.state.board.strikes(Switch::OriginHidden) => {
            page.with("referrer-policy", "no-referrer").into()
        }
        page => page,
    }
}

fn state_parameter(state: &State, way: &Way) -> Option<Parameter> {
    let wrong = state.board.strikes(Switch::StateWrong);
    let missing = state.board.strikes(Switch::StateMissing);
    let value = if wrong { Some(random_token()) } else { way.state.clone() };
    value.filter(|_| !missing).map(|value| ("state", value))
}

fn iss_parameter(state: &State) -> Option<Parameter> {
    let missing = state.board.strikes(Switch::IssNotPromised) || state.board.strikes(Switch::IssMissing);
    let wrong = state.board.strikes(Switch::IssWrong);
    let value = if wrong { "https://other-id.example.com".to_owned() } else { state.issuer.clone() };
    (!missing).then_some(("iss", value))
}
