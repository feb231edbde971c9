//! Floor 2: letters. A letter is written into the outbox in the transaction that is its reason, sealed, and
//! carried later by one of three transports; whoever writes one never waits for a mail server.

mod letter;
mod outbox;
mod transport;
mod wording;

pub use letter::Letter;
pub use outbox::{ClaimedLetter, EnqueueError, claim, delivered, enqueue, forget_letters_to, postpone};
pub use transport::{DeliveryError, Mailbox, ReceivedLetter, Transport};
pub use wording::{Comer, Wording};
