//! The userinfo endpoint (OpenID Connect Core 1.0, 5.3).

use serde_json::{Value, json};

use super::super::edge::Answer;
use super::call::{Call, Reply, json as json_answer};
use super::jose::{Signer, compact};
use super::state::Grant;
use super::switch::Switch;
use super::trouble::{Troubles, spoil};

const TROUBLES: Troubles = Troubles {
    slow: Switch::UserinfoSlow,
    huge: Switch::UserinfoHuge,
    html: Switch::UserinfoHtml,
    error: (Switch::UserinfoAway, 503),
    redirect: Switch::UserinfoRedirect,
    away: None,
};

/// `/userinfo`
pub fn answer(call: &Call<'_>) -> Reply {
    let Some(grant) = granted(call) else {
        let challenge = r#"Bearer error="invalid_token", error_description="The access token is not good.""#;
        return json_answer(401, &json!({ "error": "invalid_token" }))
            .with("www-authenticate", challenge)
            .into();
    };
    let claims = claims(call, &grant);
    if call.state.board.strikes(Switch::UserinfoSigned) {
        return signed(call, &grant, claims);
    }
    spoil(call, &TROUBLES, claims, call.state.elsewhere("/userinfo"))
}

/// What the bearer of the request was granted (RFC 6750, 2.1 and 2.2).
fn granted(call: &Call<'_>) -> Option<Grant> {
    let header = call.request.header("authorization").and_then(|header| header.split_once(' '));
    let header = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = header.map(|(_, token)| token.trim()).or_else(|| call.form.get("access_token"))?;
    let world = call.state.world();
    world.access_tokens.get(token).filter(|grant| grant.expires > call.state.now()).cloned()
}

fn claims(call: &Call<'_>, grant: &Grant) -> Value {
    let mut claims = grant.who.claims.clone();
    if let Some(subject) = &grant.who.subject {
        claims.insert("sub".to_owned(), subject.clone());
    }
    if call.state.board.strikes(Switch::UserinfoOtherSubject) {
        claims.insert("sub".to_owned(), "somebody-else".into());
    }
    if call.state.board.strikes(Switch::UserinfoNoSubject) {
        claims.remove("sub");
    }
    if call.state.board.strikes(Switch::UserinfoOtherAddress) {
        claims.insert("email".to_owned(), "another@people.example".into());
        claims.insert("email_verified".to_owned(), true.into());
    }
    claims.into()
}

/// 5.3.2: `iss` and `aud` belong into a signed answer.
fn signed(call: &Call<'_>, grant: &Grant, mut claims: Value) -> Reply {
    claims["iss"] = call.state.issuer.clone().into();
    claims["aud"] = grant.client_id.clone().into();
    let jwt = call.state.signing_keys().and_then(|keys| {
        compact(&json!({ "alg": "RS256", "kid": keys.rsa.kid }), &claims, Signer::Rs256(&keys))
    });
    Answer::text(200, "application/jwt", jwt.unwrap_or_default()).with("cache-control", "no-store").into()
}
