//! Floor 4: what spends the token calls that Commerce Layer allows, so well that nobody notices them: the ledger of
//! calls ([`counted`]), one flight for each token over all nodes ([`fly`]), and the tokens that all share: one
//! integration token an organization, one guest token a client and scope.
//!
//! Customer tokens are the subject of `tokens`, on a floor above; they go through the same ledger and flights.

mod budget;
mod flight;
mod guests;
mod integrations;
mod rejections;
mod shared;
mod store;

pub use budget::{Purpose, Usage, counted, usage};
pub use flight::{Flight, FlightKey, FlightProblem, fly, key_of};
pub use guests::{Guest, forget_guests_of, guest, guest_instead_of, guest_with_source, reject_guest};
pub use integrations::{as_integration, forget_integrations};
pub use rejections::{Verdict, report};
pub use shared::{SHORT_PATIENCE, renewal};

use crate::app::{App, Failure};
use crate::commerce_layer::CommerceLayerError;

/// Why there is no token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BrokerProblem {
    /// Commerce Layer gave none, or may not be asked now.
    #[error(transparent)]
    CommerceLayer(#[from] CommerceLayerError),
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

crate::app::problem!(BrokerProblem);

impl BrokerProblem {
    /// The reason that an operator counts.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::CommerceLayer(error) => error.reason(),
            Self::Failure(_) => "failure",
        }
    }
}

/// Lets `?` turn the broker's problem into that of a verb that knows both of its kinds.
macro_rules! problem {
    ($problem:ty) => {
        impl From<$crate::broker::BrokerProblem> for $problem {
            fn from(problem: $crate::broker::BrokerProblem) -> Self {
                match problem {
                    $crate::broker::BrokerProblem::CommerceLayer(error) => Self::CommerceLayer(error),
                    $crate::broker::BrokerProblem::Failure(failure) => Self::Failure(failure),
                }
            }
        }
    };
}

pub(crate) use problem;

/// Forgets calls, flights and reports that no decision depends on any more.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    let now = app.now();
    store::budgets::sweep(&app.db, now).await?;
    store::flights::sweep(&app.db, now).await?;
    store::rejections::sweep(&app.db, now).await?;
    Ok(store::shared_tokens::sweep(&app.db, now).await?)
}
