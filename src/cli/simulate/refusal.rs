//! Why a visit brought no token: as `api::error` tells it.

use std::time::Duration;

use crate::app::Failure;
use crate::broker::BrokerProblem;
use crate::commerce_layer::CommerceLayerError;
use crate::tokens::TokenProblem;

/// No token.
#[derive(Debug)]
pub(super) enum Refusal {
    /// 503 with `Retry-After`.
    Later(Duration),
    /// What must not be: the words are for whoever reads the report.
    Broken(String),
}

impl From<CommerceLayerError> for Refusal {
    fn from(error: CommerceLayerError) -> Self {
        match error {
            CommerceLayerError::ScopeRefused => Self::Broken(error.to_string()),
            CommerceLayerError::BudgetSpent { retry_after } => {
                Self::Later(retry_after.unwrap_or(Duration::from_secs(30)).max(Duration::from_secs(1)))
            }
            _ => Self::Later(Duration::from_secs(5)),
        }
    }
}

impl From<BrokerProblem> for Refusal {
    fn from(problem: BrokerProblem) -> Self {
        match problem {
            BrokerProblem::CommerceLayer(error) => error.into(),
            BrokerProblem::Failure(failure) => failure.into(),
        }
    }
}

impl From<TokenProblem> for Refusal {
    fn from(problem: TokenProblem) -> Self {
        match problem {
            TokenProblem::CommerceLayer(error) => error.into(),
            TokenProblem::Failure(failure) => failure.into(),
            TokenProblem::SignedOut => Self::Later(Duration::from_secs(1)),
            problem => Self::Broken(problem.to_string()),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Broken(failure.to_string())
    }
}
