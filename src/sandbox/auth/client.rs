//! Which credential is calling, and whether it proved it.

use super::super::seed::{CredentialSeed, Kind};
use super::super::world::{Environment, Organization, World};
use super::error::AuthError;
use super::params::Params;

/// A known client.
pub struct Client<'a> {
    pub organization: &'a Organization,
    pub credential: &'a CredentialSeed,
    /// Whether it showed its secret.
    pub confidential: bool,
}

impl<'a> Client<'a> {
    /// Finds the client. A wrong secret is refused even where none is needed (contract 3.1, 3.2).
    pub fn identify(world: &'a World, params: &Params) -> Result<Self, AuthError> {
        let id = params.client_id()?.ok_or_else(AuthError::invalid_client)?;
        let (organization, credential) = world.client(id).ok_or_else(AuthError::invalid_client)?;
        let confidential = match params.client_secret()? {
            Some(secret) if credential.client_secret == secret.into() => true,
            Some(_) => return Err(AuthError::invalid_client()),
            None => false,
        };
        Ok(Self { organization, credential, confidential })
    }

    /// Insists on the secret where the kind of client has no right to be anonymous (1.14).
    pub fn need_secret_unless_public(&self) -> Result<(), AuthError> {
        if self.is_public() { Ok(()) } else { self.need_secret() }
    }

    /// Insists on the secret.
    pub fn need_secret(&self) -> Result<(), AuthError> {
        if self.confidential { Ok(()) } else { Err(AuthError::invalid_client()) }
    }

    /// Sales channels are public, whether or not they show a secret (1.13).
    pub fn is_public(&self) -> bool {
        self.credential.kind == Kind::SalesChannel
    }

    /// The environment its tokens open.
    pub fn environment(&self) -> &'a Environment {
        self.organization.environment(self.credential.mode)
    }
}
