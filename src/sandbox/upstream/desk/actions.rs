//! What can be done at the desk, by either hand.

use super::super::board::Position;
use super::super::logout::{self, Notice};
use super::super::state::{Session, State};
use super::super::switch::Switch;

/// Moves the switch of this name; false where there is none.
pub fn move_switch(state: &State, name: &str, position: Position) -> bool {
    let switch = Switch::named(name);
    if let Some(switch) = switch {
        state.board.set(switch, position);
    }
    switch.is_some()
}

/// Tells the clients of a session that it is over, and ends it if wanted; nothing where there is no session.
pub async fn log_out(state: &State, sid: &str, end: bool) -> Option<Vec<Notice>> {
    let session = session(state, sid)?;
    if end {
        logout::forget(state, sid);
    }
    Some(logout::tell_all(state, &session).await)
}

fn session(state: &State, sid: &str) -> Option<Session> {
    state.world().sessions.iter().find(|session| session.id == sid).cloned()
}
