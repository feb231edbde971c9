//! Signing out: at the wish of a client (OpenID Connect RP-Initiated Logout 1.0, and Auth0's older way), and how
//! the other clients learn of it (Back-Channel Logout 1.0, Front-Channel Logout 1.0).

mod auth0;
mod end_session;
mod frames;
mod send;
mod token;

use url::Url;

use super::super::edge::Answer;
use super::authorize::message;
use super::call::{Call, Reply};
use super::state::{Session, State};

pub use auth0::log_out;
pub use end_session::{ask, confirmed};
pub use send::{Notice, tell_all};
pub use token::logout_token;

/// Where the person goes when everything is done.
struct Way(Option<Url>);

impl Way {
    /// On, or to a page that says that it is done.
    fn go(self) -> Reply {
        match self.0 {
            Some(address) => {
                Answer::empty(302).with("location", address).with("cache-control", "no-store").into()
            }
            None => {
                message(200, "You are signed out", "Example ID and the shops that it told have let you go.")
            }
        }
    }
}

/// The session is over; its clients are told, by server and, where that is switched on, by browser.
async fn end(call: &Call<'_>, session: Option<&Session>, way: Way) -> Reply {
    let Some(session) = session else { return way.go() };
    forget(call.state, &session.id);
    tell_all(call.state, session).await;
    frames::show(call.state, session, way)
}

/// Forgets a session.
pub fn forget(state: &State, sid: &str) {
    state.world().sessions.retain(|kept| kept.id != sid);
}
