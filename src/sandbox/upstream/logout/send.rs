//! Logout tokens on their way to clients (Back-Channel Logout 1.0, 2.5).

use serde::Serialize;

use super::super::options::ClientRegistration;
use super::super::state::{Session, State};
use super::token::logout_token;

/// Notices kept.
const LENGTH: usize = 200;

/// A logout token that was sent.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    /// To whom.
    pub client_id: String,
    /// Where to.
    pub uri: String,
    /// What was answered; nothing where no answer came.
    pub status: Option<u16>,
    /// The token itself, for a test that wants to send it again.
    pub logout_token: String,
}

/// Tells every client that knows of the session.
pub async fn tell_all(state: &State, session: &Session) -> Vec<Notice> {
    let mut notices = Vec::new();
    for client in session.clients.iter().filter_map(|id| state.client(id)) {
        notices.extend(tell(state, &client, session).await);
    }
    notices
}

/// Tells one client, if it wants to be told.
async fn tell(state: &State, client: &ClientRegistration, session: &Session) -> Option<Notice> {
    let uri = client.backchannel_logout_uri.clone()?;
    let logout_token = logout_token(state, client, session)?;
    let request = state.http.post(&uri).form(&[("logout_token", &logout_token)]);
    let status = request.send().await.ok().map(|answer| answer.status().as_u16());
    let notice = Notice { client_id: client.client_id.clone(), uri, status, logout_token };
    let mut world = state.world();
    world.notices.push_back(notice.clone());
    if world.notices.len() > LENGTH {
        world.notices.pop_front();
    }
    Some(notice)
}
