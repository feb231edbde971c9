//! Header and signature of an ID token: as they should be, or forged in one of the known ways.

use serde_json::{Value, json};

use super::super::jose::{Signer, compact};
use super::super::keys::{Generation, attacker};
use super::super::options::{ClientAuthentication, ClientRegistration, IdTokenAlgorithm};
use super::super::state::State;
use super::super::switch::Switch;

const FORGERIES: [Switch; 14] = [
    Switch::AlgNone,
    Switch::Hs256ClientSecret,
    Switch::Hs256PublicKey,
    Switch::BadRs256,
    Switch::BadEs256,
    Switch::SignedByAttacker,
    Switch::HeaderJku,
    Switch::HeaderX5u,
    Switch::HeaderJwk,
    Switch::CritUnknown,
    Switch::KidUnknown,
    Switch::KidMissing,
    Switch::JweShaped,
    Switch::NotAToken,
];

/// Signs the claims for a client, unless a switch says otherwise.
pub fn sign(state: &State, client: &ClientRegistration, claims: &Value) -> Option<String> {
    let keys = state.signing_keys()?;
    if let Some(switch) = state.board.first(&FORGERIES) {
        return forged(state, client, claims, &keys, switch);
    }
    let signer = signer(state, client, &keys);
    compact(&header(signer), claims, signer)
}

/// What an honest token of this client is signed with.
pub fn signer<'a>(state: &State, client: &ClientRegistration, keys: &'a Generation) -> Signer<'a> {
    let es256 =
        client.id_token_algorithm == IdTokenAlgorithm::Es256 || state.board.strikes(Switch::SignEs256);
    if es256 { Signer::Es256(keys) } else { Signer::Rs256(keys) }
}

fn forged(
    state: &State,
    client: &ClientRegistration,
    claims: &Value,
    keys: &Generation,
    switch: Switch,
) -> Option<String> {
    let honest = signer(state, client, keys);
    let attacker = attacker().ok()?;
    let signed = |header, signer| compact(&header, claims, signer);
    let lured =
        |name, value| signed(with(header(Signer::Rs256(&attacker)), name, value), Signer::Rs256(&attacker));
    match switch {
        Switch::AlgNone => signed(json!({ "alg": "none", "typ": "JWT" }), Signer::Nobody),
        Switch::Hs256ClientSecret => {
            let secret = Signer::Hs256(secret(client).as_bytes());
            signed(json!({ "alg": "HS256", "typ": "JWT" }), secret)
        }
        Switch::Hs256PublicKey => {
            let pem = Signer::Hs256(keys.rsa.public_pem.as_bytes());
            signed(json!({ "alg": "HS256", "typ": "JWT", "kid": keys.rsa.kid }), pem)
        }
        Switch::BadRs256 => signed(header(Signer::Rs256(keys)), Signer::Rs256(keys)).map(broken),
        Switch::BadEs256 => signed(header(Signer::Es256(keys)), Signer::Es256(keys)).map(broken),
        Switch::SignedByAttacker => signed(header(Signer::Rs256(keys)), Signer::Rs256(&attacker)),
        Switch::HeaderJku => lured("jku", state.at("/attacker/jwks.json").into()),
        Switch::HeaderX5u => lured("x5u", state.at("/attacker/certificate.pem").into()),
        Switch::HeaderJwk => lured("jwk", attacker.rsa.jwk.clone()),
        Switch::CritUnknown => {
            let name = "https://id.example.com/unknown";
            let header = with(header(honest), "crit", json!([name]));
            signed(with(header, name, true.into()), honest)
        }
        Switch::KidUnknown => signed(with(header(honest), "kid", "nobody-knows-this-key".into()), honest),
        Switch::KidMissing => signed(json!({ "alg": honest.algorithm(), "typ": "JWT" }), honest),
        Switch::JweShaped => {
            let header = json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": keys.rsa.kid, "cty": "JWT" });
            Some(format!("{}.aXY.Y2lwaGVy.dGFn", compact(&header, claims, honest)?.rsplit_once('.')?.0))
        }
        _ => Some("this-is-not-a-token".to_owned()),
    }
}

/// The header of a token from this signer.
pub fn header(signer: Signer<'_>) -> Value {
    json!({ "alg": signer.algorithm(), "typ": "JWT", "kid": signer.kid() })
}

fn with(mut header: Value, name: &str, value: Value) -> Value {
    header[name] = value;
    header
}

/// The same token with another signature of the right length.
pub fn broken(token: String) -> String {
    let Some((signed, signature)) = token.rsplit_once('.') else { return token };
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{first}{}", signature.get(1..).unwrap_or_default())
}

/// What the client and the provider share, or what a guesser would try first.
pub fn secret(client: &ClientRegistration) -> &str {
    match &client.authentication {
        ClientAuthentication::Secret(secret)
        | ClientAuthentication::Basic(secret)
        | ClientAuthentication::Post(secret) => secret.expose(),
        _ => &client.client_id,
    }
}
