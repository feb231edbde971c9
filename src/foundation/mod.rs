//! Floor 0: the words that every other floor speaks. Knows nothing of HTTP, SQL statements or settings.
//!
//! Time comes from [`Clock`] and is passed on as an argument; randomness comes from the operating system
//! and is never injected.

mod backoff;
mod clock;
mod color;
mod email;
mod ids;
mod random;
mod report;
mod scope;
mod sealed;
mod secret;
mod token;
mod turns;

pub use backoff::Backoff;
pub use clock::{Clock, ManualClock};
pub use color::{Color, readable_on_white};
pub use email::{Email, EmailError};
pub use ids::{
    AccountId, CartHandoverId, CartId, ChallengeId, ClientKeyId, IdentityId, LetterId, PendingLinkId,
    RegistrationId, RevocationId, SessionId, VaultId,
};
pub use random::{random_bytes, random_digits, random_token};
pub use report::{Report, quoted};
pub use scope::{Scope, ScopeError};
pub use sealed::{Opened, SealError, Sealed, Sealer, SealingKey};
pub use secret::Secret;
pub use token::{HashedToken, PlainToken};
pub use turns::{Turn, Turns};
