//! The access token of a request, and what its bearer may do (contract 12).

use chrono::{DateTime, Utc};

use super::super::claims::{Claims, MarketClaim};
use super::super::edge::Request;
use super::super::seed::{CredentialSeed, Kind, Mode};
use super::super::world::{Origin, World};
use super::error::CoreError;

/// A good token.
pub struct Token {
    pub claims: Claims,
    pub credential: CredentialSeed,
    /// Whether it began with an assertion (contract 10.21).
    pub by_assertion: bool,
}

/// In which role the bearer acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// A storefront without a customer.
    Guest,
    /// A storefront with the customer of this id.
    Customer(&'a str),
    /// A back end.
    Admin,
}

impl Token {
    /// Reads the token of a request to the organization `slug`. Everything that can be wrong with it looks
    /// the same from outside (contract 9.9).
    pub fn read(world: &World, request: &Request, slug: &str, now: DateTime<Utc>) -> Result<Self, CoreError> {
        Self::find(world, request, slug, now).ok_or_else(CoreError::invalid_token)
    }

    fn find(world: &World, request: &Request, slug: &str, now: DateTime<Utc>) -> Option<Self> {
        let (scheme, jwt) = request.header("authorization")?.split_once(' ')?;
        let jwt = jwt.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || world.tokens.is_revoked(jwt) {
            return None;
        }
        let claims: Claims = serde_json::from_slice(&world.keys.open(jwt)?).ok()?;
        let organization = world.organization(slug)?;
        let credential = organization.credential(&claims.application.client_id)?.clone();
        let environment = organization.environment(credential.mode);
        let owner_exists = claims.owner.as_ref().is_none_or(|it| environment.customer(&it.id).is_some());
        let by_assertion = world.tokens.by_access(jwt).is_some_and(|it| it.origin == Origin::Assertion);
        let good = claims.organization.slug == slug && now.timestamp() < claims.exp && owner_exists;
        good.then_some(Self { claims, credential, by_assertion })
    }

    /// The client it was issued to.
    pub fn client_id(&self) -> &str {
        &self.claims.application.client_id
    }

    /// The environment it opens.
    pub fn mode(&self) -> Mode {
        self.credential.mode
    }

    /// In which role the bearer acts.
    pub fn role(&self) -> Role<'_> {
        match (self.credential.kind, &self.claims.owner) {
            (Kind::Integration, _) | (Kind::Webapp, None) => Role::Admin,
            (_, Some(owner)) => Role::Customer(&owner.id),
            (Kind::SalesChannel, None) => Role::Guest,
        }
    }

    /// The markets in scope.
    pub fn market(&self) -> Option<&MarketClaim> {
        self.claims.market.as_ref()
    }

    /// Lets back ends pass.
    pub fn need_admin(&self) -> Result<(), CoreError> {
        if self.role() == Role::Admin { Ok(()) } else { Err(CoreError::access_denied()) }
    }

    /// Storefronts need a market in scope to do what they may do (contract 7.5).
    pub fn need_market(&self) -> Result<(), CoreError> {
        let storefront = self.credential.kind == Kind::SalesChannel;
        if storefront && self.market().is_none() { Err(CoreError::access_denied()) } else { Ok(()) }
    }
}
