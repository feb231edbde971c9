//! Why a guarded request gave nothing, in words for the operator's log. No text holds a path, a query, a body or
//! a header: they may carry codes and secrets.

use std::error::Error;

use super::Reach;
use super::resolver::Refusal;

/// Why there is no answer that may be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address is none that we would ask.
    #[error("the address {0}")]
    Address(&'static str),
    /// The host is, or its name leads to, an address that is out of reach.
    #[error("{host} is not on the public internet, or is reserved{}", hint(*.reach))]
    Refused {
        /// The host as the address gives it.
        host: String,
        /// How far the request was allowed to go.
        reach: Reach,
    },
    /// The name has no address.
    #[error("the name {0} cannot be resolved")]
    Unresolved(String),
    /// The answer sends us elsewhere, and we go nowhere that we did not choose.
    #[error(
        "the answer is a redirect to {0}, which is not followed: configure the address that answers itself"
    )]
    Redirected(String),
    /// The document was not served with status 200.
    #[error("the answer has status {0}")]
    Status(u16),
    /// The body exceeds the limit, in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The body is compressed although we asked for it plain.
    #[error("the answer is compressed, which was not asked for")]
    Compressed,
    /// The document is no JSON.
    #[error("the answer is not JSON")]
    NotJson,
    /// No complete answer within the time limit.
    #[error("no complete answer in time")]
    Slow,
    /// No connection, or it broke.
    #[error("{0}")]
    Unreachable(&'static str),
}

fn hint(reach: Reach) -> &'static str {
    match reach {
        Reach::Public => "; if it is yours, set private_addresses = true for its provider",
        Reach::Private => "",
    }
}

impl OutboundError {
    pub(super) fn refused(reach: Reach, host: &str) -> Self {
        Self::Refused { host: host.to_owned(), reach }
    }

    /// True where the same request may succeed later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Slow | Self::Unreachable(_) | Self::Unresolved(_) => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

impl From<reqwest::Error> for OutboundError {
    fn from(error: reqwest::Error) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(refusal) = inner.downcast_ref::<Refusal>() {
                return refusal.0.clone();
            }
            cause = inner.source();
        }
        if error.is_timeout() {
            Self::Slow
        } else if error.is_builder() {
            Self::Address("is malformed")
        } else if error.is_connect() {
            Self::Unreachable("no connection, or its certificate is not trusted")
        } else {
            Self::Unreachable("the connection broke")
        }
    }
}
