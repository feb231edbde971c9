//! The end-session endpoint (RP-Initiated Logout 1.0, 2 and 3).

use askama::Template;
use jsonwebtoken::Algorithm;
use serde_json::Value;
use url::Url;

use super::super::authorize::{draw, message};
use super::super::call::{Call, Parameters, Reply};
use super::super::jose::verified;
use super::super::options::ClientRegistration;
use super::super::state::{Session, State};
use super::super::switch::Switch;
use super::{Way, end};
use crate::foundation::random_token;

#[derive(Template)]
#[template(path = "upstream/sign_out.html")]
struct SignOut<'a> {
    action: String,
    client: Option<&'a str>,
    person: Option<&'a str>,
}

/// The checked request.
struct Asked {
    client: Option<ClientRegistration>,
    /// The claims of `id_token_hint`.
    hint: Option<Value>,
    way: Way,
}

/// `GET` or `POST /end-session`
pub async fn ask(call: &Call<'_>) -> Reply {
    let asked = match Asked::read(call.state, call.parameters()) {
        Ok(asked) => asked,
        Err(why) => return refused(why),
    };
    let session = session(call, &asked);
    // Without proof that the client knows this person, anybody could have made the link: the person decides.
    if asked.hint.is_some() {
        return end(call, session.as_ref(), asked.way).await;
    }
    let page = SignOut {
        action: call.state.at(&format!("/end-session/confirmed?{}", call.parameters().encoded())),
        client: asked.client.as_ref().map(|client| &*client.name),
        person: session.as_ref().map(|session| &*session.who.name),
    };
    draw(200, &page)
}

/// `POST /end-session/confirmed`, with the request in the address: what the page sends.
pub async fn confirmed(call: &Call<'_>) -> Reply {
    match Asked::read(call.state, &call.query) {
        Err(why) => refused(why),
        Ok(_) if !call.is_our_own() => refused("Another site asked for this."),
        Ok(asked) => {
            let session = session(call, &asked);
            end(call, session.as_ref(), asked.way).await
        }
    }
}

fn refused(why: &'static str) -> Reply {
    message(400, "This link does not work", why)
}

impl Asked {
    fn read(state: &State, sent: &Parameters) -> Result<Self, &'static str> {
        let hint = match sent.get("id_token_hint") {
            Some(hint) => Some(own_token(state, hint).ok_or("The ID token is not one of ours.")?),
            None => None,
        };
        let client = client(state, sent.get("client_id"), hint.as_ref())?;
        let way = way(state, sent, client.as_ref())?;
        Ok(Self { client, hint, way })
    }
}

/// Expired or not, whatever key was ours when it was signed.
fn own_token(state: &State, hint: &str) -> Option<Value> {
    let keys = state.world().keys.ever();
    let claims = verified(hint, &keys, &[Algorithm::RS256, Algorithm::ES256])?;
    (claims["iss"] == state.issuer).then_some(claims)
}

fn client(
    state: &State,
    named: Option<&str>,
    hint: Option<&Value>,
) -> Result<Option<ClientRegistration>, &'static str> {
    let audience = hint.and_then(|hint| hint["aud"].as_str());
    if named.zip(audience).is_some_and(|(named, audience)| named != audience) {
        return Err("The ID token was given to another client.");
    }
    match named.or(audience) {
        Some(id) => state.client(id).map(Some).ok_or("No client of this name is registered at Example ID."),
        None => Ok(None),
    }
}

fn way(state: &State, sent: &Parameters, client: Option<&ClientRegistration>) -> Result<Way, &'static str> {
    let Some(uri) = sent.get("post_logout_redirect_uri") else { return Ok(Way(None)) };
    let registered = client.is_some_and(|client| client.post_logout_redirect_uris.iter().any(|it| it == uri));
    let mut address = Url::parse(uri)
        .ok()
        .filter(|_| registered)
        .ok_or("The address to go back to is not registered for this client.")?;
    let missing = state.board.strikes(Switch::SignedOutStateMissing);
    let wrong = state.board.strikes(Switch::SignedOutStateWrong);
    let value = if wrong { Some(random_token()) } else { sent.get("state").map(str::to_owned) };
    if let Some(value) = value.filter(|_| !missing) {
        address.query_pairs_mut().append_pair("state", &value);
    }
    Ok(Way(Some(address)))
}

/// The session that the hint names, else the browser's, if it is the same person's.
fn session(call: &Call<'_>, asked: &Asked) -> Option<Session> {
    let world = call.state.world();
    let named = asked
        .hint
        .as_ref()
        .and_then(|hint| world.sessions.iter().find(|session| hint["sid"].as_str() == Some(&session.id)));
    let subject = asked.hint.as_ref().map(|hint| &hint["sub"]);
    let here = world
        .session_of(call.session_cookie())
        .filter(|session| subject.is_none_or(|subject| session.who.subject.as_ref() == Some(subject)));
    named.or(here).cloned()
}
