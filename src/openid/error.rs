//! Why a provider did not do its part. The texts are for the operator's log; a shopper reads our own words.

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
    pub(super) fn untrusted(check: impl Into<String>) -> Self {
        Self::Untrusted(check.into())
    }
}
