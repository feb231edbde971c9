//! An authorization code becomes an access token, once (RFC 6749 4.1.3, RFC 7636 4.6).

use aws_lc_rs::digest::{SHA256, digest};
use chrono::TimeDelta;

use super::super::super::encoding::base64url;
use super::super::call::Call;
use super::super::options::ClientRegistration;
use super::super::state::{Code, Grant};
use super::{LIFE, Refused};
use crate::foundation::random_token;

/// The access token and what was granted.
pub fn redeem(call: &Call<'_>, client: &ClientRegistration) -> Result<(String, Grant), Refused> {
    let code = call.form.get("code").ok_or(Refused::request("code is missing."))?;
    let now = call.state.now();
    let mut world = call.state.world();
    let known = world.codes.get(code).cloned().ok_or(Refused::grant("The code is not known."))?;
    if let Some(access_token) = &known.used {
        // 4.1.2: who redeems a code again may have stolen it, or been stolen from.
        world.access_tokens.remove(access_token);
        return Err(Refused::grant("The code was used before."));
    }
    if known.grant.client_id != client.client_id {
        return Err(Refused::grant("The code belongs to another client."));
    }
    if known.grant.expires <= now {
        return Err(Refused::grant("The code has expired."));
    }
    if call.form.get("redirect_uri") != Some(&known.redirect_uri) {
        return Err(Refused::grant("redirect_uri is not the one of the request."));
    }
    check_verifier(call, &known)?;
    let access_token = random_token();
    let grant = Grant { expires: now + TimeDelta::seconds(LIFE), ..known.grant.clone() };
    world.codes.insert(code.to_owned(), Code { used: Some(access_token.clone()), ..known });
    world.access_tokens.insert(access_token.clone(), grant.clone());
    Ok((access_token, grant))
}

/// A verifier without a challenge is refused, too: a code injected from a request without PKCE must not pass
/// (RFC 9700, 4.8.2).
fn check_verifier(call: &Call<'_>, code: &Code) -> Result<(), Refused> {
    match (&code.challenge, call.form.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) => {
            let shaped = (43..=128).contains(&verifier.len())
                && verifier.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~".contains(&it));
            let fits = base64url(digest(&SHA256, verifier.as_bytes()).as_ref()) == *challenge;
            if shaped && fits { Ok(()) } else { Err(Refused::grant("code_verifier is not the right one.")) }
        }
        (Some(_), None) => Err(Refused::grant("code_verifier is missing.")),
        (None, Some(_)) => Err(Refused::grant("There was no code_challenge.")),
    }
}
