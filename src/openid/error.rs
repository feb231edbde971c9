//! Why a provider did not do its part. The texts are for the operator's log; a shopper reads our own words.

use crate::foundation::quoted;

/// How token endpoints say that it is us whom they refuse, and not the code; `access_denied` is Auth0's way.
pub(super) const CLIENT_REFUSED: [&str; 3] = ["invalid_client", "unauthorized_client", "access_denied"];

/// What went wrong between us and a provider.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or not as a provider would.
    #[error("the provider does not answer: {0}")]
    Away(String),
    /// It says something of itself that cannot be worked with: the operator must look.
    #[error("the provider's configuration cannot be used: {0}")]
    Unusable(String),
    /// It refused the code, or us, with an OAuth error (RFC 6749, 5.2).
    #[error("the provider refused: {0}")]
    Refused(String),
    /// What it said of the person failed a check; nothing of it is believed.
    #[error("the provider's answer is not to be trusted: {0}")]
    Untrusted(String),
}

impl ProviderError {
    /// The check may quote the token: on one line, and not all of it.
    pub(super) fn untrusted(check: impl AsRef<str>) -> Self {
        Self::Untrusted(quoted(check.as_ref()))
    }

    /// Whether nobody can sign in there until the operator does something: `vestibule provider test` says what.
    pub fn needs_operator(&self) -> bool {
        match self {
            Self::Unusable(_) => true,
            Self::Refused(error) => CLIENT_REFUSED.contains(&error.as_str()),
            Self::Away(_) | Self::Untrusted(_) => false,
        }
    }
}
