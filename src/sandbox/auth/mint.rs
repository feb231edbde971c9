//! Making an access token, and the refresh token beside it.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::foundation::{random_bytes, random_token};

use super::super::claims::{ApplicationClaim, Claims, OrganizationClaim, OwnerClaim};
use super::super::keys::KeyRing;
use super::super::seed::Mode;
use super::super::switches::Switches;
use super::super::world::{Origin, TokenRecord};
use super::client::Client;
use super::grants::Bearer;

/// What a token is made with.
pub struct Press<'a> {
    pub keys: &'a KeyRing,
    pub issuer: &'a str,
    pub switches: &'a Switches,
    pub now: DateTime<Utc>,
}

/// What a token is made of.
pub struct Mint<'a> {
    pub client: &'a Client<'a>,
    pub bearer: &'a Bearer,
}

impl Press<'_> {
    /// Makes the token. The times are whole seconds, as in the claims.
    pub fn record(&self, mint: &Mint<'_>) -> Option<TokenRecord> {
        let Mint { client, bearer } = mint;
        let issued_at = self.now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(self.now);
        let expires_at = issued_at + TimeDelta::try_seconds(client.credential.lifetime())?;
        let claims = self.claims(mint, issued_at, expires_at);
        Some(TokenRecord {
            access: self.keys.sign(&serde_json::to_vec(&claims).ok()?)?,
            refresh: (bearer.origin != Origin::ClientCredentials).then(random_token),
            client_id: client.credential.client_id.clone(),
            scope: bearer.scope.text.clone(),
            confidential: client.confidential,
            owner: bearer.owner.clone(),
            origin: bearer.origin,
            issued_at,
            expires_at,
        })
    }

    fn claims(&self, mint: &Mint<'_>, issued_at: DateTime<Utc>, expires_at: DateTime<Utc>) -> Claims {
        let Mint { client, bearer } = mint;
        let (organization, credential) = (&client.organization.profile, client.credential);
        let enterprise = self.switches.enterprise.get(&organization.slug);
        Claims {
            organization: OrganizationClaim {
                id: organization.id.clone(),
                slug: organization.slug.clone(),
                enterprise: *enterprise.unwrap_or(&organization.enterprise),
                region: organization.region.clone(),
            },
            application: ApplicationClaim {
                id: credential.id.clone(),
                client_id: credential.client_id.clone(),
                kind: credential.kind.as_str().to_owned(),
                public: client.is_public(),
                confidential: client.confidential,
            },
            market: bearer.scope.market.clone(),
            owner: bearer.owner.clone().map(|id| OwnerClaim { id, kind: "Customer".to_owned() }),
            custom_claim: bearer.custom_claim.clone(),
            scope: bearer.scope.text.clone(),
            exp: expires_at.timestamp(),
            test: credential.mode == Mode::Test,
            rand: fraction(),
            iat: issued_at.timestamp(),
            iss: self.issuer.to_owned(),
        }
    }
}

/// A random number from 0 to below 1.
fn fraction() -> f64 {
    f64::from(u32::from_be_bytes(random_bytes())) / (f64::from(u32::MAX) + 1.0)
}
