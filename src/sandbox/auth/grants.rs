//! The grants: from parameters to whom a token shall stand for (contract 2.1, 3.2).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::seed::Kind;
use super::super::switches::Switches;
use super::super::world::{Customer, Origin, Tokens};
use super::assertion::Assertion;
use super::client::Client;
use super::error::AuthError;
use super::params::Params;
use super::scope::{self, Asker, Granted};

/// A grant that can be asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    ClientCredentials,
    Password,
    RefreshToken,
    JwtBearer,
}

impl Grant {
    /// Reads `grant_type`. The authorization code grant is for dashboard users, who do not exist here.
    pub fn read(params: &Params) -> Result<Self, AuthError> {
        match params.required("grant_type")? {
            "client_credentials" => Ok(Self::ClientCredentials),
            "password" => Ok(Self::Password),
            "refresh_token" => Ok(Self::RefreshToken),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => Ok(Self::JwtBearer),
            _ => Err(AuthError::unsupported_grant_type()),
        }
    }
}

/// Whom a token stands for, and where it is good.
pub struct Bearer {
    pub scope: Granted,
    /// Id of the customer.
    pub owner: Option<String>,
    pub custom_claim: Option<Map<String, Value>>,
    pub origin: Origin,
    /// The refresh token that was used.
    pub spent: Option<String>,
}

/// What a grant is judged with.
pub struct Court<'a> {
    pub client: Client<'a>,
    pub params: &'a Params,
    pub tokens: &'a Tokens,
    pub switches: &'a Switches,
    pub now: DateTime<Utc>,
}

impl Court<'_> {
    /// Judges the request.
    pub fn judge(&self, grant: Grant) -> Result<Bearer, AuthError> {
        match grant {
            Grant::ClientCredentials => self.client_credentials(),
            Grant::Password => self.password(),
            Grant::RefreshToken => self.refresh_token(),
            Grant::JwtBearer => self.jwt_bearer(),
        }
    }

    fn client_credentials(&self) -> Result<Bearer, AuthError> {
        self.client.need_secret_unless_public()?;
        self.need_kind(&[Kind::SalesChannel, Kind::Integration])?;
        self.bearer(None, None, Origin::ClientCredentials)
    }

    fn password(&self) -> Result<Bearer, AuthError> {
        self.need_kind(&[Kind::SalesChannel])?;
        let (username, password) = (self.params.required("username")?, self.params.required("password")?);
        let customer = self.client.environment().customer_by_email(username);
        let right = customer.filter(|it| it.password.as_ref().is_some_and(|hash| hash.matches(password)));
        let customer = right.ok_or_else(|| AuthError::wrong_password(self.switches.password_error_status))?;
        self.bearer(Some(customer), None, Origin::Password)
    }

    fn jwt_bearer(&self) -> Result<Bearer, AuthError> {
        self.client.need_secret()?;
        if !self.is_enterprise() {
            return Err(AuthError::unauthorized_client());
        }
        let assertion = Assertion::read(self.params.required("assertion")?);
        // Whether the real service looks at `exp` is unknown, so it is a switch (5.8).
        let too_late = |it: &Assertion| self.switches.strict_assertion_exp && it.has_expired(self.now);
        let assertion = assertion.filter(|it| !too_late(it)).ok_or_else(AuthError::invalid_assertion)?;
        let owner = match &assertion.owner {
            Some(id) => {
                Some(self.client.environment().customer(id).ok_or_else(AuthError::invalid_assertion)?)
            }
            None => None,
        };
        self.bearer(owner, assertion.custom_claim, Origin::Assertion)
    }

    /// A custom claim does not survive a refresh (contract U7).
    fn refresh_token(&self) -> Result<Bearer, AuthError> {
        self.client.need_secret_unless_public()?;
        let token = self.params.required("refresh_token")?;
        let record = self.tokens.by_refresh(token).filter(|record| {
            record.client_id == self.client.credential.client_id
                && !self.tokens.is_revoked(token)
                && self.now < record.refresh_ends_at()
        });
        let record = record.ok_or_else(AuthError::invalid_grant)?;
        let requested = self.params.text("scope")?;
        // The original has to be repeated, unless nothing but the default was ever asked for (7.7).
        if requested.unwrap_or(scope::ALL) != record.scope {
            return Err(AuthError::invalid_scope());
        }
        let owner = match &record.owner {
            Some(id) => Some(self.client.environment().customer(id).ok_or_else(AuthError::invalid_grant)?),
            None => None,
        };
        let bearer = self.bearer(owner, None, record.origin)?;
        Ok(Bearer { spent: Some(token.to_owned()), ..bearer })
    }

    fn bearer(
        &self,
        owner: Option<&Customer>,
        custom_claim: Option<Map<String, Value>>,
        origin: Origin,
    ) -> Result<Bearer, AuthError> {
        let asker = Asker { credential: self.client.credential, owner };
        let scope = scope::grant(self.client.environment(), &asker, self.params.text("scope")?)?;
        let owner = owner.map(|customer| customer.stem.id.clone());
        Ok(Bearer { scope, owner, custom_claim, origin, spent: None })
    }

    fn need_kind(&self, kinds: &[Kind]) -> Result<(), AuthError> {
        if kinds.contains(&self.client.credential.kind) {
            Ok(())
        } else {
            Err(AuthError::unauthorized_client())
        }
    }

    fn is_enterprise(&self) -> bool {
        let profile = &self.client.organization.profile;
        *self.switches.enterprise.get(&profile.slug).unwrap_or(&profile.enterprise)
    }
}
