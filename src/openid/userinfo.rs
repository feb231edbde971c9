//! More about the person (OpenID Connect Core 1.0, 5.3): asked only where the ID token lacks what the settings
//! name, and believed only where it speaks of the same person (catalogue B10).

use http::Request;
use http::header::{ACCEPT, AUTHORIZATION};
use serde_json::{Map, Value};

use super::{Claims, Metadata, Provider, ProviderError, Tokens};
use crate::config::ClaimNames;

impl Provider {
    /// The claims of the ID token, with those of the userinfo where something is missing.
    ///
    /// # Errors
    /// When the userinfo is needed and does not answer, or speaks of somebody else.
    pub async fn complete_claims(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
    ) -> Result<Claims, ProviderError> {
        let mut claims = tokens.claims.clone();
        let Some(endpoint) = &metadata.userinfo_endpoint else { return Ok(claims) };
        if !self.lacks_something(&claims) {
            return Ok(claims);
        }
        let request = Request::get(endpoint.as_str())
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {}", tokens.access_token.secret()))
            .body(Vec::new())
            .map_err(|_| ProviderError::untrusted("the access token cannot stand in a header"))?;
        let answer = self.send(request).await.map_err(|error| ProviderError::Away(error.to_string()))?;
        if !answer.status().is_success() {
            return Err(ProviderError::Away(format!("its userinfo answers {}", answer.status())));
        }
        let mut said: Map<String, Value> = serde_json::from_slice(answer.body())
            .map_err(|_| ProviderError::Away("its userinfo is not a JSON object".into()))?;
        if said.get("sub").and_then(Value::as_str) != Some(claims.subject("sub")?) {
            return Err(ProviderError::untrusted("the userinfo is somebody else's"));
        }
        keep_words_with_addresses(&self.settings.claims, &mut claims, &mut said);
        claims.add(said);
        Ok(claims)
    }

    fn lacks_something(&self, claims: &Claims) -> bool {
        let settings = &self.settings;
        let names = &settings.claims;
        let asks_email = settings.scopes.iter().any(|scope| scope == "email");
        // Where its word is not taken anyway, nobody has to ask for it.
        let lacks_word = settings.trust_email && claims.get(&names.email_verified).is_none();
        let lacks_email = asks_email && (claims.get(&names.email).is_none() || lacks_word);
        let mapped = settings.metadata.values().chain(settings.custom_claims.values()).chain(&names.groups);
        lacks_email
            || claims.get(&names.subject).is_none()
            || mapped.into_iter().any(|name| claims.get(name).is_none())
    }
}

/// "Verified" is said of the address that stands beside it. A person may change it between token and userinfo, and
/// must not put the word for one address to another (catalogue A02).
fn keep_words_with_addresses(names: &ClaimNames, claims: &mut Claims, said: &mut Map<String, Value>) {
    match claims.get(&names.email) {
        None => claims.remove(&names.email_verified),
        Some(email) if said.get(&names.email) != Some(email) => drop(said.remove(&names.email_verified)),
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a02_verified_is_said_of_the_address_beside_it() {
        let names = ClaimNames {
            subject: "sub".into(),
            email: "email".into(),
            email_verified: "email_verified".into(),
            name: "name".into(),
            groups: None,
        };
        let object = |value: &Value| value.as_object().cloned().unwrap();
        for (token, userinfo, counts) in [
            (json!({"email": "a@b.example"}), json!({"email": "a@b.example", "email_verified": true}), true),
            (json!({}), json!({"email": "a@b.example", "email_verified": true}), true),
            (json!({"email": "a@b.example"}), json!({"email": "c@d.example", "email_verified": true}), false),
            (json!({"email": "a@b.example"}), json!({"email_verified": true}), false),
            (json!({"email_verified": true}), json!({"email": "a@b.example"}), false),
        ] {
            let (mut claims, mut said) = (Claims::new(object(&token)), object(&userinfo));
            keep_words_with_addresses(&names, &mut claims, &mut said);
            claims.add(said);
            assert_eq!(claims.is_true("email_verified"), counts, "{token} {userinfo}");
        }
    }
}
