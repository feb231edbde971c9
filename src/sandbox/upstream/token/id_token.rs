//! The claims of an ID token (OpenID Connect Core, 2 and 3.1.3.6), and everything that can be wrong with them.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

use super::super::super::encoding::base64url;
use super::super::options::ClientRegistration;
use super::super::state::{Grant, State};
use super::super::switch::Switch;
use super::LIFE;
use super::forge::sign;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
const OTHER_CLIENT: &str = "another-client";
const OTHER_ISSUER: &str = "https://other-id.example.com";

type Claims = Map<String, Value>;

/// An ID token in compact form.
pub fn id_token(
    state: &State,
    client: &ClientRegistration,
    grant: &Grant,
    access_token: &str,
) -> Option<String> {
    let mut claims = honest(state, grant, access_token);
    mistake_issuer_and_audience(state, grant, &mut claims);
    mistake_times(state, &mut claims);
    mistake_bindings(state, &mut claims);
    sign(state, client, &claims.into())
}

fn honest(state: &State, grant: &Grant, access_token: &str) -> Claims {
    let now = state.now().timestamp();
    let mut claims = Claims::new();
    if !state.board.strikes(Switch::ClaimsAtUserinfoOnly) {
        claims.extend(grant.who.claims.clone());
    }
    if state.board.strikes(Switch::UserinfoOtherAddress) {
        claims.remove("email_verified");
    }
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("iss", state.issuer.clone().into());
    put("aud", grant.client_id.clone().into());
    put("iat", now.into());
    put("exp", (now + LIFE).into());
    put("auth_time", grant.auth_time.timestamp().into());
    put("at_hash", half_hash(access_token).into());
    let session = (!state.board.strikes(Switch::NoSessionIds)).then(|| grant.sid.clone().into());
    let optional = [
        ("sub", grant.who.subject.clone()),
        ("nonce", grant.nonce.clone().map(Value::from)),
        ("acr", grant.acr.clone().map(Value::from)),
        ("sid", session),
    ];
    claims.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    claims
}

/// 3.1.3.6: the left half of the SHA-256 of the access token.
fn half_hash(access_token: &str) -> String {
    base64url(&digest(&SHA256, access_token.as_bytes()).as_ref()[..16])
}

fn mistake_issuer_and_audience(state: &State, grant: &Grant, claims: &mut Claims) {
    let strikes = |switch| state.board.strikes(switch);
    let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    if strikes(Switch::TokenIssWrong) {
        put("iss", OTHER_ISSUER.into());
    }
    if strikes(Switch::TokenIssSlash) {
        let other =
            state.issuer.strip_suffix('/').map_or_else(|| format!("{}/", state.issuer), str::to_owned);
        put("iss", other.into());
    }
    if strikes(Switch::AudWrong) {
        put("aud", OTHER_CLIENT.into());
    }
    let both = json!([grant.client_id, OTHER_CLIENT]);
    if strikes(Switch::AudListWithoutAzp) {
        put("aud", both.clone());
    }
    if strikes(Switch::AudListWrongAzp) {
        put("aud", both.clone());
        put("azp", OTHER_CLIENT.into());
    }
    if strikes(Switch::AudListRightAzp) {
        put("aud", both);
        put("azp", grant.client_id.clone().into());
    }
    if strikes(Switch::AudListEmpty) {
        put("aud", json!([]));
    }
    if strikes(Switch::AzpWrong) {
        put("azp", OTHER_CLIENT.into());
    }
    remove_if(state, claims, &[(Switch::TokenIssMissing, "iss"), (Switch::AudMissing, "aud")]);
}

fn mistake_times(state: &State, claims: &mut Claims) {
    let now = state.now().timestamp();
    let strikes = |switch| state.board.strikes(switch);
    let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    if strikes(Switch::Expired) {
        put("iat", (now - 2 * HOUR).into());
        put("exp", (now - HOUR).into());
    }
    if strikes(Switch::IssuedInFuture) {
        put("iat", (now + HOUR).into());
        put("exp", (now + 2 * HOUR).into());
    }
    if strikes(Switch::NbfInFuture) {
        put("nbf", (now + HOUR).into());
        put("exp", (now + 2 * HOUR).into());
    }
    if strikes(Switch::ExpText) {
        put("exp", (now + HOUR).to_string().into());
    }
    if strikes(Switch::AuthTimeOld) {
        put("auth_time", (now - DAY).into());
    }
    if strikes(Switch::FloatDates) {
        for name in ["iat", "exp", "auth_time"] {
            if let Some(seconds) = claims.get(name).and_then(Value::as_f64) {
                claims.insert(name.to_owned(), (seconds + 0.25).into());
            }
        }
    }
    remove_if(state, claims, &[(Switch::IatMissing, "iat"), (Switch::ExpMissing, "exp")]);
}

fn mistake_bindings(state: &State, claims: &mut Claims) {
    if state.board.strikes(Switch::NonceWrong) {
        claims.insert("nonce".to_owned(), "of-another-request".into());
    }
    if state.board.strikes(Switch::AtHashWrong) {
        claims.insert("at_hash".to_owned(), half_hash("another access token").into());
    }
    remove_if(state, claims, &[(Switch::NonceMissing, "nonce"), (Switch::AcrMissing, "acr")]);
}

fn remove_if(state: &State, claims: &mut Claims, names: &[(Switch, &str)]) {
    for (switch, name) in names {
        if state.board.strikes(*switch) {
            claims.remove(*name);
        }
    }
}
