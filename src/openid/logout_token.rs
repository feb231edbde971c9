//! What a logout token is worth (Back-Channel Logout 1.0, 2.6): it ends sessions, so a forged one would sign
//! people out at will (catalogue B18). One check after the other; nothing of it is read before its signature.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::keys::Keys;
use super::{Claims, Metadata, Provider, ProviderError, SKEW};

const LONGEST: usize = 8 * 1024;
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Taken as its end where a token says none, and the oldest that one may be.
const LONGEST_LIFE: TimeDelta = TimeDelta::minutes(10);

/// A checked logout token: who is signed out, there.
#[derive(Clone, Debug)]
pub struct LogoutToken {
    /// The provider.
    pub issuer: String,
    /// Whose sessions, where no single one is named.
    pub subject: Option<String>,
    /// Which session.
    pub sid: Option<String>,
    /// Names the token, so that it is taken once.
    pub jti: String,
    /// Until when it could be offered again.
    pub expires_at: DateTime<Utc>,
}

impl Provider {
    /// Checks a logout token that somebody posted.
    ///
    /// # Errors
    /// When it is not to be trusted, or the provider's keys cannot be had.
    pub async fn logout_token(&self, token: &str) -> Result<LogoutToken, ProviderError> {
        if token.len() > LONGEST {
            return Err(ProviderError::untrusted("the logout token is endless"));
        }
        let header = decode_header(token).map_err(|_| ProviderError::untrusted("form"))?;
        check_kind(header.typ.as_deref())?;
        let metadata = self.metadata().await?;
        let keys = self.keys(&metadata).await?;
        let signed = |keys: &Keys| self.signed(&metadata, token, header.alg, header.kid.as_deref(), keys);
        let claims = match signed(&keys) {
            Ok(claims) => claims,
            Err(error) => match self.renewed_keys(&metadata).await? {
                Some(keys) => signed(&keys)?,
                None => return Err(error),
            },
        };
        self.check_logout(&metadata, &claims)
    }

    fn signed(
        &self,
        metadata: &Metadata,
        token: &str,
        algorithm: Algorithm,
        key_id: Option<&str>,
        keys: &Keys,
    ) -> Result<Claims, ProviderError> {
        // A MAC is never taken here: anybody who holds the client secret could sign people out.
        let allowed = self
            .algorithms(metadata)
            .iter()
            .any(|allowed| serde_json::to_value(allowed).ok() == serde_json::to_value(algorithm).ok());
        let symmetric = matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512);
        if !allowed || symmetric {
            return Err(ProviderError::untrusted("algorithm"));
        }
        let mut rules = Validation::new(algorithm);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let mut candidates = keys.candidates(key_id).into_iter();
        let claims = candidates.find_map(|key| decode::<Map<String, Value>>(token, &key, &rules).ok());
        claims.map(|token| Claims::new(token.claims)).ok_or_else(|| ProviderError::untrusted("signature"))
    }

    fn check_logout(&self, metadata: &Metadata, claims: &Claims) -> Result<LogoutToken, ProviderError> {
        let unless = |holds: bool, check: &str| {
            if holds { Ok(()) } else { Err(ProviderError::untrusted(check)) }
        };
        unless(claims.text("iss") == Some(&metadata.issuer), "iss")?;
        unless(claims.texts("aud").contains(&self.settings.client_id.as_str()), "aud")?;
        let event = claims.get("events").and_then(|events| events.get(EVENT));
        unless(event.is_some_and(Value::is_object), "events")?;
        // With a nonce it would be an ID token in disguise.
        unless(claims.get("nonce").is_none(), "nonce")?;
        // To the letter, as the ID token had it: trimmed or shortened, it could be somebody else.
        let subject = claims.get("sub").map(|_| claims.subject("sub")).transpose()?;
        let sid = claims.text("sid");
        unless(subject.is_some() || sid.is_some(), "neither sub nor sid")?;
        let jti = claims.text("jti").ok_or_else(|| ProviderError::untrusted("jti"))?;
        let expires_at = self.check_age(claims)?;
        Ok(LogoutToken {
            issuer: metadata.issuer.clone(),
            subject: subject.map(str::to_owned),
            sid: sid.map(str::to_owned),
            jti: jti.to_owned(),
            expires_at,
        })
    }

    /// Gives the moment after which nobody takes the token any more.
    fn check_age(&self, claims: &Claims) -> Result<DateTime<Utc>, ProviderError> {
        let now = self.clock.now();
        let time = |name: &str| -> Result<Option<DateTime<Utc>>, ProviderError> {
            #[expect(clippy::cast_possible_truncation, reason = "what does not fit is no time")]
            let seconds = claims.seconds(name)?.map(|seconds| seconds as i64);
            Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
        };
        let issued = time("iat")?.ok_or_else(|| ProviderError::untrusted("iat"))?;
        if issued > now + SKEW {
            return Err(ProviderError::untrusted("iat is in the future"));
        }
        let end = time("exp")?.unwrap_or(issued + LONGEST_LIFE).min(issued + LONGEST_LIFE) + SKEW;
        if end <= now { Err(ProviderError::untrusted("expired")) } else { Ok(end) }
    }
}

/// Named in full, or as older providers do it, not at all. What else a provider signs (access tokens, say) has
/// another type.
fn check_kind(typ: Option<&str>) -> Result<(), ProviderError> {
    let kind = typ.map(str::to_ascii_lowercase);
    match kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind)) {
        None | Some("logout+jwt" | "jwt") => Ok(()),
        Some(_) => Err(ProviderError::untrusted("typ")),
    }
}
