//! Somebody at a provider, after every check, in the neutral words that the rest of the house understands.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{Preset, ProviderId, ProviderSettings};
use crate::foundation::{Email, Secret};
use crate::openid::{Claims, Metadata, ProviderError};

/// What a display name may take.
const LONGEST_NAME: usize = 120;

/// Who came from a provider. The key is issuer and subject, never the address.
#[derive(Clone, Debug)]
pub struct Identity {
    /// From which provider of the settings.
    pub provider: ProviderId,
    /// Who says so.
    pub issuer: String,
    /// Whom the issuer knows by this.
    pub subject: String,
    /// The `sub` of the ID token, which logout tokens name: the same, unless the settings name another claim.
    pub token_subject: String,
    /// The address that came along, if one did.
    pub email: Option<Email>,
    /// Whether the address is as good as proven to us: the operator trusts the provider's word, and its word is
    /// the boolean `true` (catalogue A02).
    pub email_is_proven: bool,
    /// What the person is called there.
    pub name: Option<String>,
    /// The session at the provider.
    pub sid: Option<String>,
    /// The claims that the settings map to something at Commerce Layer.
    pub mapped: Map<String, Value>,
    /// The hint for signing out at the provider.
    pub id_token: Secret,
}

/// An identity as a sealed row keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    issuer: String,
    subject: String,
    token_subject: String,
    email: Option<String>,
    email_is_proven: bool,
    name: Option<String>,
    sid: Option<String>,
    mapped: Map<String, Value>,
    id_token: String,
}

impl Identity {
    pub(super) fn read(
        settings: &ProviderSettings,
        metadata: &Metadata,
        claims: &Claims,
        id_token: Secret,
    ) -> Result<Self, ProviderError> {
        let names = &settings.claims;
        let text = claims.text(&names.email);
        let email = text.and_then(|text| Email::parse(text).ok());
        let as_named = text.zip(email.as_ref()).is_some_and(|(text, email)| is_as_named(text, email));
        // The token's own issuer: one of Entra's many tenants, where the settings name them all.
        let issuer = claims.text("iss").unwrap_or(&metadata.issuer).to_owned();
        Ok(Self {
            provider: settings.id.clone(),
            issuer,
            subject: claims.subject(&names.subject)?.to_owned(),
            token_subject: claims.subject("sub")?.to_owned(),
            email_is_proven: settings.trust_email
                && as_named
                && claims.is_true(&names.email_verified)
                && is_own_to_say(settings, claims, email.as_ref()),
            email,
            name: claims.text(&names.name).map(short_name),
            sid: claims.text("sid").map(str::to_owned),
            mapped: mapped(settings, claims),
            id_token,
        })
    }

    /// What to call the person on pages: the address, else the name.
    pub fn known_as(&self) -> Option<&str> {
        self.email.as_ref().map(Email::typed).or(self.name.as_deref())
    }

    pub(super) fn to_text(&self) -> Result<String, serde_json::Error> {
        let this = self.clone();
        serde_json::to_string(&Kept {
            issuer: this.issuer,
            subject: this.subject,
            token_subject: this.token_subject,
            email: this.email.map(|email| email.typed().to_owned()),
            email_is_proven: this.email_is_proven,
            name: this.name,
            sid: this.sid,
            mapped: this.mapped,
            id_token: this.id_token.expose().to_owned(),
        })
    }

    pub(super) fn from_text(provider: ProviderId, text: &str) -> Result<Self, serde_json::Error> {
        let kept: Kept = serde_json::from_str(text)?;
        Ok(Self {
            provider,
            issuer: kept.issuer,
            subject: kept.subject,
            token_subject: kept.token_subject,
            email: kept.email.and_then(|email| Email::parse(&email).ok()),
            email_is_proven: kept.email_is_proven,
            name: kept.name,
            sid: kept.sid,
            mapped: kept.mapped,
            id_token: Secret::new(kept.id_token),
        })
    }
}

/// Whether a provider means the mailbox that we understand. Letters beyond ASCII that fold together here may be two
/// mailboxes there: whoever has one of them has not proven the other (catalogue G10, K11).
fn is_as_named(text: &str, email: &Email) -> bool {
    text.eq_ignore_ascii_case(email.canonical())
}

/// Google says "verified" of addresses at other people's mail servers, too, and once said says it for ever. Its word
/// is only for its own mail and for the domains that it runs, which `hd` names.
fn is_own_to_say(settings: &ProviderSettings, claims: &Claims, email: Option<&Email>) -> bool {
    let own_mail = email.is_some_and(|email| email.domain() == "gmail.com");
    settings.preset != Preset::Google || own_mail || claims.text("hd").is_some()
}

fn short_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

fn mapped(settings: &ProviderSettings, claims: &Claims) -> Map<String, Value> {
    let names =
        settings.metadata.values().chain(settings.custom_claims.values()).chain(&settings.claims.groups);
    names.filter_map(|name| Some((name.clone(), claims.get(name)?.clone()))).collect()
}
