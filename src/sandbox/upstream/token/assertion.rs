//! `private_key_jwt` (RFC 7523, 3; OpenID Connect Core, 9).

use jsonwebtoken::Algorithm;
use jsonwebtoken::dangerous::insecure_decode;
use serde_json::Value;

use super::super::call::Call;
use super::super::jose::{seconds, verified};
use super::super::options::ClientKeys;
use super::Refused;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];

/// The client that an assertion speaks for; nothing is proven yet.
pub fn issuer(call: &Call<'_>, jwt: &str) -> Result<String, Refused> {
    if call.form.get("client_assertion_type") != Some(TYPE) {
        return Err(Refused::request("client_assertion_type is not the one of RFC 7523."));
    }
    let claims = insecure_decode::<Value>(jwt).map(|token| token.claims);
    let claims = claims.map_err(|_| Refused::client("The assertion is no JWT."))?;
    claims["iss"].as_str().map(str::to_owned).ok_or(Refused::client("The assertion has no iss."))
}

/// Checks an assertion of this client, and that it was never used before.
pub async fn check(call: &Call<'_>, client_id: &str, keys: &ClientKeys, jwt: &str) -> Result<(), Refused> {
    let keys = published(call, keys).await.ok_or(Refused::client("The client's keys cannot be read."))?;
    let claims = verified(jwt, &keys, &ALGORITHMS);
    let claims = claims.ok_or(Refused::client("The client's keys did not sign the assertion."))?;
    let now = call.state.now().timestamp();
    if claims["iss"] != client_id || claims["sub"] != client_id {
        return Err(Refused::client("iss and sub of the assertion have to be the client."));
    }
    if !is_for_us(call, &claims["aud"]) {
        return Err(Refused::client("The assertion is for somebody else."));
    }
    if seconds(&claims["exp"]).is_none_or(|exp| exp <= now) {
        return Err(Refused::client("The assertion has expired, or never does."));
    }
    if seconds(&claims["nbf"]).is_some_and(|nbf| nbf > now) {
        return Err(Refused::client("The assertion is not good yet."));
    }
    let id = claims["jti"].as_str().filter(|id| !id.is_empty());
    let id = id.ok_or(Refused::client("The assertion has no jti."))?;
    let new = call.state.world().assertions.insert(format!("{client_id} {id}"));
    if new { Ok(()) } else { Err(Refused::client("The assertion was used before.")) }
}

/// The token endpoint is what Core asks for; the issuer is what later specifications ask for.
fn is_for_us(call: &Call<'_>, audience: &Value) -> bool {
    let ours = [call.state.issuer.clone(), call.state.at("/token")];
    let one = |value: &Value| value.as_str().is_some_and(|value| ours.iter().any(|our| our == value));
    audience.as_array().map_or_else(|| one(audience), |list| list.iter().any(one))
}

async fn published(call: &Call<'_>, keys: &ClientKeys) -> Option<Vec<Value>> {
    let set = match keys {
        ClientKeys::Set(set) => set.clone(),
        ClientKeys::Uri(uri) => {
            let answer = call.state.http.get(uri).send().await.ok()?.error_for_status().ok()?;
            serde_json::from_slice(&answer.bytes().await.ok()?).ok()?
        }
    };
    set["keys"].as_array().cloned()
}
