//! The authorization endpoint: who asks, who is there, and what the person says.

mod page;
mod request;
mod respond;
mod sign_in;

use chrono::TimeDelta;

use super::super::edge::Answer;
use super::call::{Call, Reply};
use super::state::{Code, Grant, Session};
use super::switch::Switch;
use crate::foundation::random_token;
use request::{Asked, Refusal};

pub use page::{draw, draw_with_frames, message};

/// How long a code may be redeemed (RFC 6749, 4.1.2, recommends at most ten minutes).
const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);

/// `GET` or `POST /authorize`
pub fn ask(call: &Call<'_>) -> Reply {
    let asked = match Asked::read(call.state, call.parameters()) {
        Ok(asked) => asked,
        Err(refusal) => return refused(call, refusal),
    };
    let session = usable_session(call, &asked);
    match session {
        Some(session) if asked.prompts("none") || goes_on_silently(call, &asked) => {
            granted(call, &asked, session)
        }
        None if asked.prompts("none") => {
            respond::error(call, &asked.way, "login_required", "Nobody is signed in.")
        }
        session => page::sign_in(call, &asked, session.as_ref()),
    }
}

/// `POST /sign-in`, with the authorization request in the address: what the page sends.
pub fn decide(call: &Call<'_>) -> Reply {
    let asked = match Asked::read(call.state, &call.query) {
        Ok(asked) => asked,
        Err(refusal) => return refused(call, refusal),
    };
    if call.form.get("decision") == Some("deny") {
        return respond::error(call, &asked.way, "access_denied", "The person said no.");
    }
    let session = match call.form.get("person") {
        None => usable_session(call, &asked),
        Some(id) => sign_in::as_person(call, id),
    };
    match session {
        Some(session) => granted(call, &asked, session),
        None => page::sign_in(call, &asked, None),
    }
}

/// The session of this browser, if it is good enough for the request (OpenID Connect Core, 3.1.2.1).
fn usable_session(call: &Call<'_>, asked: &Asked) -> Option<Session> {
    let session = call.state.world().session_of(call.session_cookie()).cloned()?;
    let age = call.state.now() - session.auth_time;
    let fresh = asked.max_age.is_none_or(|most| age.num_seconds() <= most);
    let expected = asked.subject.is_none() || asked.subject == session.who.subject;
    (fresh && expected && !asked.prompts("login")).then_some(session)
}

fn goes_on_silently(call: &Call<'_>, asked: &Asked) -> bool {
    asked.prompt.is_empty() && call.state.board.strikes(Switch::SilentSessions)
}

/// A code for the client, and the way back with it.
fn granted(call: &Call<'_>, asked: &Asked, session: Session) -> Reply {
    let expires = call.state.now() + CODE_LIFE;
    let code = random_token();
    let mut world = call.state.world();
    if let Some(kept) = world.sessions.iter_mut().find(|kept| kept.id == session.id) {
        kept.clients.retain(|client| *client != asked.client.client_id);
        kept.clients.push(asked.client.client_id.clone());
    }
    let cookie = session.cookie.clone();
    let name = session.who.name.clone();
    let grant = Grant {
        client_id: asked.client.client_id.clone(),
        sid: session.id,
        who: session.who.limited_to(&asked.scopes),
        scopes: asked.scopes.clone(),
        nonce: asked.nonce.clone(),
        acr: asked.acr.clone(),
        auth_time: session.auth_time,
        expires,
    };
    let redirect_uri = asked.way.redirect_uri.clone();
    let challenge = asked.challenge.clone();
    world.codes.insert(code.clone(), Code { grant, redirect_uri, challenge, used: None });
    drop(world);
    respond::code(call, &asked.way, &code, &name).with_session(call, &cookie)
}

/// Where the way back is not known for sure, nobody is sent anywhere (RFC 6749, 4.1.2.1).
fn refused(call: &Call<'_>, refusal: Refusal) -> Reply {
    match refusal {
        Refusal::Here(why) => message(400, "This link does not work", why),
        Refusal::There(way, error, description) => respond::error(call, &way, error, description),
    }
}

impl Reply {
    /// Lets the browser remember who is signed in here.
    fn with_session(self, call: &Call<'_>, cookie: &str) -> Self {
        let name = super::call::cookie_name(call.state);
        let set = |answer: Answer| {
            answer.with("set-cookie", format!("{name}={cookie}; Path=/; HttpOnly; SameSite=Lax"))
        };
        match self {
            Self::Answer(answer) => Self::Answer(set(answer)),
            other => other,
        }
    }
}
