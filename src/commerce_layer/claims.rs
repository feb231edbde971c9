//! The claims of an access token (contract 4.2), and the checks that it is the one that was asked for.

use serde::Deserialize;
use serde_json::Value;

use super::CommerceLayerError;
use super::customers::is_plain_id;

/// What a verified access token says. Fields that no decision depends on are left out.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct Claims {
    /// The organization that the token is good for.
    pub organization: OrganizationClaim,
    /// The credential that asked for it.
    pub application: ApplicationClaim,
    /// Whom it acts for; absent for guests and integrations.
    #[serde(default)]
    pub owner: Option<OwnerClaim>,
    /// The markets that it opens; absent where no market was asked for. Taken as it is: no token is refused for it.
    #[serde(default)]
    pub market: Option<Value>,
    /// The scope it was minted for.
    pub scope: String,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Who signed it.
    pub iss: String,
}

/// Claim `organization`.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct OrganizationClaim {
    /// The subdomain.
    pub slug: String,
}

/// Claim `application`.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct ApplicationClaim {
    /// `sales_channel`, `integration`, …
    pub kind: String,
    /// Absent from tokens older than mid-2024.
    #[serde(default)]
    pub client_id: Option<String>,
}

/// Claim `owner`.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct OwnerClaim {
    /// The customer's id.
    #[serde(default)]
    pub id: Option<String>,
    /// `Customer` or `User`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
}

/// What a token must say to be used.
pub(super) struct Expected<'a> {
    pub slug: &'a str,
    pub issuer: &'a str,
    pub kind: &'static str,
    pub client_id: &'a str,
    pub owner: Option<&'a str>,
    pub scope: Option<&'a str>,
    pub now: i64,
}

impl Claims {
    /// The ids in claim `market`.
    pub fn market_ids(&self) -> Vec<String> {
        let ids = self.market.as_ref().and_then(|market| market.get("id")?.as_array());
        let id = |id: &Value| id.as_str().map(str::to_owned).or_else(|| Some(id.as_u64()?.to_string()));
        ids.into_iter().flatten().filter_map(id).filter(|id| is_plain_id(id)).collect()
    }

    /// An ordered checklist: each line is one way in which a token could be somebody else's.
    pub(super) fn check(&self, expected: &Expected<'_>) -> Result<(), CommerceLayerError> {
        let owner = self.owner.as_ref();
        let owner_id = owner.and_then(|owner| owner.id.as_deref());
        let checks = [
            (self.iss == expected.issuer, "issuer"),
            (self.exp > expected.now, "expiry"),
            (self.organization.slug == expected.slug, "organization"),
            (self.application.kind == expected.kind, "kind"),
            (self.application.client_id.as_deref().is_none_or(|id| id == expected.client_id), "client"),
            (owner_id == expected.owner, "owner"),
            (
                owner_id.is_none() || owner.and_then(|o| o.kind.as_deref()) == Some("Customer"),
                "kind of owner",
            ),
            (expected.scope.is_none_or(|scope| scope == self.scope), "scope"),
        ];
        match checks.into_iter().find(|(passed, _)| !passed) {
            Some((_, what)) => Err(CommerceLayerError::Untrusted(what)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims() -> Claims {
        Claims {
            organization: OrganizationClaim { slug: "acme".into() },
            application: ApplicationClaim { kind: "sales_channel".into(), client_id: Some("web".into()) },
            owner: Some(OwnerClaim { id: Some("AbCdEfGhIj".into()), kind: Some("Customer".into()) }),
            market: Some(json!({"id": ["AbCdEfGhIj"], "geocoder_id": null})),
            scope: "market:code:usa".into(),
            exp: 2000,
            iss: "https://auth.commercelayer.io".into(),
        }
    }

    fn expected() -> Expected<'static> {
        Expected {
            slug: "acme",
            issuer: "https://auth.commercelayer.io",
            kind: "sales_channel",
            client_id: "web",
            owner: Some("AbCdEfGhIj"),
            scope: Some("market:code:usa"),
            now: 1000,
        }
    }

    #[test]
    fn the_token_that_was_asked_for_passes() {
        assert_eq!(claims().check(&expected()), Ok(()));
    }

    #[test]
    fn m01_a_token_for_anybody_or_anything_else_is_refused() {
        type Spoil = fn(&mut Claims);
        let broken: [(&str, Spoil); 8] = [
            ("issuer", |c| c.iss = "https://auth.commercelayer.io.evil.example".into()),
            ("expiry", |c| c.exp = 1000),
            ("organization", |c| c.organization.slug = "globex".into()),
            ("kind", |c| c.application.kind = "integration".into()),
            ("client", |c| c.application.client_id = Some("other".into())),
            ("owner", |c| c.owner.as_mut().unwrap().id = Some("ZZZZZZZZZZ".into())),
            ("kind of owner", |c| c.owner.as_mut().unwrap().kind = Some("User".into())),
            ("scope", |c| c.scope = "market:all".into()),
        ];
        for (what, spoil) in broken {
            let mut claims = claims();
            spoil(&mut claims);
            assert_eq!(claims.check(&expected()), Err(CommerceLayerError::Untrusted(what)));
        }
        let guest = Claims { owner: None, ..claims() };
        assert_eq!(guest.check(&expected()), Err(CommerceLayerError::Untrusted("owner")));
    }

    #[test]
    fn the_markets_are_read_whatever_shape_their_ids_have() {
        let ids = |market| Claims { market, ..claims() }.market_ids();
        assert_eq!(ids(Some(json!({"id": ["AbCdEfGhIj", "x"]}))), ["AbCdEfGhIj", "x"]);
        assert_eq!(ids(Some(json!({"id": [1, "a,b", null, "../x"]}))), ["1"]);
        for nothing in [None, Some(json!({"id": "x"})), Some(json!([])), Some(json!(null))] {
            assert!(ids(nothing).is_empty());
        }
    }
}
