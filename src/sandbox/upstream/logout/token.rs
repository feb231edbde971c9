//! The logout token (Back-Channel Logout 1.0, 2.4), and everything that can be wrong with it.

use serde_json::{Map, Value, json};

use super::super::jose::{Signer, compact};
use super::super::keys::attacker;
use super::super::options::ClientRegistration;
use super::super::state::{Grant, Session, State};
use super::super::switch::Switch;
use super::super::token::{broken, id_token, secret, signer};
use crate::foundation::random_token;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Seconds for which a logout token is good, as 2.4 recommends.
const LIFE: i64 = 120;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

type Claims = Map<String, Value>;

/// A logout token for a client about a session.
pub fn logout_token(state: &State, client: &ClientRegistration, session: &Session) -> Option<String> {
    let latest = state.world().logout_tokens.get(&client.client_id).cloned();
    if latest.is_some() && state.board.strikes(Switch::LogoutReplay) {
        return latest;
    }
    let token = if state.board.strikes(Switch::LogoutIsIdToken) {
        an_id_token(state, client, session)
    } else {
        let mut claims = honest(state, client, session);
        mistake(state, client, &mut claims);
        sign(state, client, &claims.into())
    }?;
    state.world().logout_tokens.insert(client.client_id.clone(), token.clone());
    Some(token)
}

fn honest(state: &State, client: &ClientRegistration, session: &Session) -> Claims {
    let now = state.now().timestamp();
    let board = &state.board;
    let mut claims = Claims::new();
    let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    put("iss", state.issuer.clone().into());
    put("aud", client.client_id.clone().into());
    put("iat", now.into());
    put("exp", (now + LIFE).into());
    put("jti", random_token().into());
    put("events", json!({ EVENT: {} }));
    let nobody = board.strikes(Switch::LogoutNobody);
    let without_sid = nobody || board.strikes(Switch::NoSessionIds) || board.strikes(Switch::LogoutSubOnly);
    let without_sub = nobody || board.strikes(Switch::LogoutSidOnly);
    if !without_sid {
        put("sid", session.id.clone().into());
    }
    if let Some(subject) = session.who.subject.clone().filter(|_| !without_sub) {
        put("sub", subject);
    }
    claims
}

fn mistake(state: &State, client: &ClientRegistration, claims: &mut Claims) {
    let now = state.now().timestamp();
    let mistakes: [(Switch, &str, Value); 14] = [
        (Switch::LogoutIssWrong, "iss", "https://other-id.example.com".into()),
        (Switch::LogoutAudWrong, "aud", "another-client".into()),
        (Switch::LogoutAudMissing, "aud", Value::Null),
        (Switch::LogoutNoEvents, "events", Value::Null),
        (Switch::LogoutWrongEvent, "events", json!({ "http://schemas.openid.net/event/other": {} })),
        (Switch::LogoutEventNotObject, "events", json!({ EVENT: "yes" })),
        (Switch::LogoutNoJti, "jti", Value::Null),
        (Switch::LogoutNonce, "nonce", random_token().into()),
        (Switch::LogoutExpired, "exp", (now - HOUR).into()),
        (Switch::LogoutNoExp, "exp", Value::Null),
        (Switch::LogoutIatOld, "iat", (now - DAY).into()),
        (Switch::LogoutIatInFuture, "iat", (now + HOUR).into()),
        (Switch::LogoutIatMissing, "iat", Value::Null),
        (Switch::LogoutAudList, "aud", json!([client.client_id, "another-client"])),
    ];
    for (switch, name, value) in mistakes {
        let strikes = state.board.strikes(switch);
        if strikes && value.is_null() {
            claims.remove(name);
        } else if strikes {
            claims.insert(name.to_owned(), value);
        }
    }
}

/// What a thief of ID tokens has at hand.
fn an_id_token(state: &State, client: &ClientRegistration, session: &Session) -> Option<String> {
    let grant = Grant {
        client_id: client.client_id.clone(),
        sid: session.id.clone(),
        who: session.who.clone(),
        scopes: Vec::new(),
        nonce: None,
        acr: None,
        auth_time: session.auth_time,
        expires: state.now(),
    };
    id_token(state, client, &grant, "")
}

fn sign(state: &State, client: &ClientRegistration, claims: &Value) -> Option<String> {
    let strikes = |switch| state.board.strikes(switch);
    let keys = state.signing_keys()?;
    let signer = signer(state, client, &keys);
    let attacker = attacker().ok()?;
    let mut header = json!({ "alg": signer.algorithm(), "typ": "logout+jwt", "kid": signer.kid() });
    if strikes(Switch::LogoutTypMissing) {
        header = json!({ "alg": signer.algorithm(), "kid": signer.kid() });
    }
    if strikes(Switch::LogoutTypWrong) {
        header["typ"] = "JWT".into();
    }
    if strikes(Switch::LogoutAlgNone) {
        header["alg"] = "none".into();
        return compact(&header, claims, Signer::Nobody);
    }
    if strikes(Switch::LogoutHs256) {
        header["alg"] = "HS256".into();
        return compact(&header, claims, Signer::Hs256(secret(client).as_bytes()));
    }
    if strikes(Switch::LogoutSignedByAttacker) {
        header["alg"] = "RS256".into();
        return compact(&header, claims, Signer::Rs256(&attacker));
    }
    let token = compact(&header, claims, signer)?;
    Some(if strikes(Switch::LogoutBadSignature) { broken(token) } else { token })
}
