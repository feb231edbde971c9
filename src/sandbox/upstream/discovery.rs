//! The discovery document (OpenID Connect Discovery 1.0, RFC 8414) and the published keys.

use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::state::State;
use super::switch::Switch;
use super::trouble::{Troubles, spoil};

const DOCUMENT: Troubles = Troubles {
    slow: Switch::DiscoverySlow,
    huge: Switch::DiscoveryHuge,
    html: Switch::DiscoveryHtml,
    error: (Switch::DiscoveryUnavailable, 503),
    redirect: Switch::DiscoveryRedirect,
    away: Some(Switch::DiscoveryAway),
};

const KEYS: Troubles = Troubles {
    slow: Switch::JwksSlow,
    huge: Switch::JwksHuge,
    html: Switch::JwksHtml,
    error: (Switch::JwksUnavailable, 503),
    redirect: Switch::JwksRedirect,
    away: Some(Switch::JwksAway),
};

/// Where clouds tell a server its own secrets.
const METADATA: &str = "http://169.254.169.254/latest/meta-data/";
const METADATA_IPV6: &str = "http://[::ffff:169.254.169.254]/latest/meta-data/";
const PUBLIC_HOST: &str = "http://id.example.com";

/// `/.well-known/openid-configuration`
pub fn document(call: &Call<'_>) -> Reply {
    let elsewhere = call.state.elsewhere("/.well-known/openid-configuration");
    spoil(call, &DOCUMENT, described(call.state), elsewhere)
}

/// `/jwks.json`
pub fn keys(call: &Call<'_>) -> Reply {
    let mut keys = call.state.world().keys.published();
    if call.state.board.strikes(Switch::JwksEmpty) {
        keys.clear();
    }
    if call.state.board.strikes(Switch::JwksUnknownKinds) {
        keys.splice(0..0, odd_keys());
    }
    spoil(call, &KEYS, json!({ "keys": keys }), METADATA.to_owned())
}

/// Kinds and broken keys that clients have to skip (RFC 7517, 5).
fn odd_keys() -> [Value; 5] {
    [
        json!({ "kty": "AKP", "alg": "ML-DSA-65", "kid": "tomorrow", "pub": "AAAA" }),
        json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "shared", "alg": "HS256" }),
        json!({ "kty": "RSA", "kid": "half", "use": "sig", "n": "AQAB" }),
        json!({ "kty": "EC", "crv": "P-999", "x": "AA", "y": "AA", "kid": "curve" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AA", "use": "enc", "kid": "encryption" }),
    ]
}

fn described(state: &State) -> Value {
    let mut document = honest(state);
    choose(state, &mut document);
    misdescribe(state, &mut document);
    document
}

fn honest(state: &State) -> Value {
    json!({
        "issuer": state.issuer,
        "authorization_endpoint": state.at("/authorize"),
        "token_endpoint": state.at("/token"),
        "userinfo_endpoint": state.at("/userinfo"),
        "jwks_uri": state.at("/jwks.json"),
        "end_session_endpoint": state.at("/end-session"),
        "scopes_supported": ["openid", "email", "profile"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "claims_supported":
            ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid", "email", "email_verified",
             "name", "groups"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "frontchannel_logout_supported": state.board.strikes(Switch::FrontchannelLogout),
        "frontchannel_logout_session_supported": true,
    })
}

fn choose(state: &State, document: &mut Value) {
    let on = |switch| state.board.strikes(switch);
    if on(Switch::IssNotPromised) {
        remove(document, "authorization_response_iss_parameter_supported");
    }
    if on(Switch::OnlyBasicListed) {
        document["token_endpoint_auth_methods_supported"] = json!(["client_secret_basic"]);
    }
    if on(Switch::OnlyPostListed) {
        document["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    }
    if on(Switch::NoEndSession) {
        remove(document, "end_session_endpoint");
    }
    if on(Switch::NoUserinfo) {
        remove(document, "userinfo_endpoint");
    }
}

fn misdescribe(state: &State, document: &mut Value) {
    let strikes = |switch| state.board.strikes(switch);
    if strikes(Switch::DiscoveryOtherIssuer) {
        document["issuer"] = "https://other-id.example.com".into();
    }
    if strikes(Switch::DiscoveryNoTokenEndpoint) {
        remove(document, "token_endpoint");
    }
    if strikes(Switch::DiscoveryNoKeys) {
        remove(document, "jwks_uri");
    }
    if strikes(Switch::DiscoveryPlainHttp) {
        for (name, path) in
            [("token_endpoint", "/token"), ("jwks_uri", "/jwks.json"), ("userinfo_endpoint", "/userinfo")]
        {
            document[name] = format!("{PUBLIC_HOST}{path}").into();
        }
    }
    if strikes(Switch::DiscoveryWeakAlgorithms) {
        document["id_token_signing_alg_values_supported"] = json!(["none", "HS256", "RS256", "ES256"]);
    }
    if strikes(Switch::DiscoveryWithoutPkce) {
        document["code_challenge_methods_supported"] = json!(["plain"]);
    }
    if strikes(Switch::DiscoveryScriptEndpoint) {
        document["authorization_endpoint"] = "javascript:alert(document.domain)//".into();
    }
    if strikes(Switch::TokenEndpointElsewhere) {
        document["token_endpoint"] = state.elsewhere("/token").into();
    }
    if strikes(Switch::JwksUriPrivate) {
        document["jwks_uri"] = METADATA.into();
    }
    if strikes(Switch::JwksUriMapped) {
        document["jwks_uri"] = METADATA_IPV6.into();
    }
}

fn remove(document: &mut Value, name: &str) {
    if let Some(document) = document.as_object_mut() {
        document.remove(name);
    }
}
