//! Floor 7: signing in at somebody else's OpenID provider. A browser departs, and comes back through an ordered
//! checklist; what remains is a neutral [`Identity`], linked to an account by issuer and subject, never by an
//! address that was not proven. Starts no session: that is `sign_in`'s.

mod answer;
mod arrival;
mod client_key;
mod departure;
mod identity;
mod linked;
pub mod pending;
mod policy;
mod signed_out;
mod store;

pub use answer::Answer;
pub use arrival::{Arrival, ArrivalProblem, Stranded, arrive, label, receive, signed_out};
pub use client_key::published as client_keys;
pub use departure::{
    DepartProblem, Departure, LIFETIME as DEPARTURE_LIFETIME, Leave, Purpose, depart, depart_to_sign_out,
    redirect_uri, signs_in,
};
pub use identity::Identity;
pub use linked::{Linked, UnlinkProblem, has_way_in, link, linked, touch, unlink, unlink_all};
pub use policy::{Belongs, belongs_to};
pub use signed_out::{LogoutProblem, check_logout_token, take_logout_token};

use chrono::TimeDelta;

use crate::app::{App, Failure};
use crate::foundation::HashedToken;

/// How long a departure is remembered after its ten minutes, so that a late return is told what to do.
pub const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// Forgets departures, pending links and logout tokens that are of no use any more.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    let now = app.now();
    store::departures::sweep(&app.db, now - REMEMBERED).await?;
    store::pending_links::sweep(&app.db, now).await?;
    Ok(store::logout_tokens::sweep(&app.db, now).await?)
}

/// What a departure's secrets are sealed for.
fn context(what: &str, state: &HashedToken) -> String {
    format!("departures/{what}/{}", data_encoding::HEXLOWER.encode(state.as_bytes()))
}
