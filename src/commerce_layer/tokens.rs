//! The tokens that belong to no person. Two types, so that the one can never be handed out for the other: a guest's
//! may go to any page of the shop, the integration's opens every customer and never leaves the process.

use chrono::{DateTime, Utc};

use crate::foundation::{SealError, Sealed, Sealer, Secret};

/// A token of a sales channel for who is not signed in.
#[derive(Clone, Debug)]
pub struct GuestToken {
    /// The token.
    pub access_token: Secret,
    /// From the token itself, never from a configured lifetime (contract 2.7).
    pub expires_at: DateTime<Utc>,
}

/// The token of the organization's integration. Nobody outside of this client can read it (catalogue M02): it can
/// only be used, and sealed for the database.
#[derive(Clone, Debug)]
pub struct IntegrationToken {
    pub(super) access_token: Secret,
    pub(super) expires_at: DateTime<Utc>,
}

/// What all nodes share, sealed.
pub trait SharedToken: Clone + Send + Sync + 'static {
    /// What the database calls it.
    const KIND: &'static str;

    /// When it runs out.
    fn expires_at(&self) -> DateTime<Utc>;

    /// Sealed for `context`.
    fn seal(&self, sealer: &Sealer, context: &str) -> Result<Sealed, SealError>;

    /// What [`SharedToken::seal`] made.
    fn open(
        sealer: &Sealer,
        context: &str,
        sealed: &[u8],
        expires_at: DateTime<Utc>,
    ) -> Result<Self, SealError>;
}

macro_rules! shared {
    ($token:ident, $kind:literal) => {
        impl SharedToken for $token {
            const KIND: &'static str = $kind;

            fn expires_at(&self) -> DateTime<Utc> {
                self.expires_at
            }

            fn seal(&self, sealer: &Sealer, context: &str) -> Result<Sealed, SealError> {
                sealer.seal(context, self.access_token.expose())
            }

            fn open(
                sealer: &Sealer,
                context: &str,
                sealed: &[u8],
                expires_at: DateTime<Utc>,
            ) -> Result<Self, SealError> {
                Ok(Self { access_token: sealer.open(context, sealed)?, expires_at })
            }
        }

        impl PartialEq for $token {
            fn eq(&self, other: &Self) -> bool {
                self.access_token == other.access_token
            }
        }
    };
}

shared!(GuestToken, "guest");
shared!(IntegrationToken, "integration");
