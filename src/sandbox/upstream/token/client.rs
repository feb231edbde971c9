//! Who asks at the token endpoint (RFC 6749, 2.3; OpenID Connect Core, 9). Exactly one proof is taken.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, DecodingKey, decode_header};

use super::super::call::Call;
use super::super::jose::{seconds, verified_by};
use super::super::journal::Authentication;
use super::super::options::{ClientAuthentication, ClientRegistration};
use super::{Refused, assertion};

/// The longest life of a signed secret in seconds, six months, as Apple has it.
const SECRET_LIFE: i64 = 15_777_000;

/// Apple's name, which a client that knows no other provider of this kind writes into its secret.
const APPLE: &str = "https://appleid.apple.com";

/// What a client sent to prove itself.
struct Proof {
    method: Authentication,
    client_id: String,
    /// Secret or assertion.
    value: String,
}

/// The client, if it proved itself in the way that is registered for it.
pub async fn authenticated(call: &Call<'_>) -> Result<ClientRegistration, Refused> {
    let proof = proof(call)?;
    call.note(proof.method, Some(&proof.client_id));
    let client = call.state.client(&proof.client_id).ok_or(Refused::client("The client is not known."))?;
    let right = match (&client.authentication, proof.method) {
        (
            ClientAuthentication::Secret(secret) | ClientAuthentication::Basic(secret),
            Authentication::ClientSecretBasic,
        )
        | (
            ClientAuthentication::Secret(secret) | ClientAuthentication::Post(secret),
            Authentication::ClientSecretPost,
        ) => secret.expose() == proof.value,
        (ClientAuthentication::PrivateKeyJwt(keys), Authentication::PrivateKeyJwt) => {
            return assertion::check(call, &client.client_id, keys, &proof.value).await.map(|()| client);
        }
        (
            ClientAuthentication::SignedSecret { team_id, key_id, public_key_pem },
            Authentication::ClientSecretPost,
        ) => signed_secret(call, &client.client_id, (team_id, key_id, public_key_pem), &proof.value),
        (ClientAuthentication::None, Authentication::None) => true,
        _ => return Err(Refused::client("The client proves itself in another way than it registered.")),
    };
    if right { Ok(client) } else { Err(Refused::client("The secret is not right.")) }
}

fn proof(call: &Call<'_>) -> Result<Proof, Refused> {
    let header = call.request.header("authorization").map(basic);
    let id = call.form.get("client_id");
    let (secret, assertion) = (call.form.get("client_secret"), call.form.get("client_assertion"));
    let (method, client_id, value) = match (header, secret, assertion) {
        (Some(Some((name, secret))), None, None) => (Authentication::ClientSecretBasic, name, secret),
        (Some(None), ..) => return Err(Refused::client("The Authorization header is not understood.")),
        (None, Some(secret), None) => (
            Authentication::ClientSecretPost,
            id.ok_or(Refused::client("client_id is missing."))?.to_owned(),
            secret.to_owned(),
        ),
        (None, None, Some(jwt)) => {
            (Authentication::PrivateKeyJwt, assertion::issuer(call, jwt)?, jwt.to_owned())
        }
        (None, None, None) => (
            Authentication::None,
            id.ok_or(Refused::client("The client does not say who it is."))?.to_owned(),
            String::new(),
        ),
        _ => return Err(Refused::request("The client proves itself in more than one way.")),
    };
    if id.is_some_and(|id| id != client_id) {
        return Err(Refused::request("Two clients are named."));
    }
    Ok(Proof { method, client_id, value })
}

/// 2.3.1: both halves are form-encoded before they are joined.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(String::from)
    };
    Some((plain(id)?, plain(secret)?))
}

fn signed_secret(
    call: &Call<'_>,
    client_id: &str,
    (team, key, pem): (&str, &str, &str),
    secret: &str,
) -> bool {
    let header = decode_header(secret).ok().filter(|it| it.alg == Algorithm::ES256);
    let right_key = header.is_some_and(|header| header.kid.as_deref() == Some(key));
    let public = DecodingKey::from_ec_pem(pem.as_bytes()).ok();
    let claims = public.and_then(|public| verified_by(secret, &public, Algorithm::ES256));
    let Some(claims) = claims.filter(|_| right_key) else { return false };
    let now = call.state.now().timestamp();
    let (Some(issued), Some(expires)) = (seconds(&claims["iat"]), seconds(&claims["exp"])) else {
        return false;
    };
    claims["iss"] == team
        && claims["sub"] == client_id
        && [&*call.state.issuer, APPLE].iter().any(|audience| claims["aud"] == *audience)
        && issued <= now
        && expires > now
        && expires - issued <= SECRET_LIFE
}
