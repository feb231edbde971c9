//! Sessions at the provider, for tests: who is signed in, and telling the clients that it is over.

use serde::Serialize;
use serde_json::Value;

use super::logout::{self, Notice};
use super::running::Upstream;
use super::state::{Session, State};

/// Somebody who is signed in at the provider.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionView {
    /// `sid`
    pub sid: String,
    /// Name of the person.
    pub name: String,
    /// `sub`
    pub subject: Option<Value>,
    /// Client ids that were told about the person, the latest last.
    pub clients: Vec<String>,
}

impl Upstream {
    /// Who is signed in, oldest first.
    pub fn sessions(&self) -> Vec<SessionView> {
        views(&self.state)
    }

    /// Sends a logout token about this session to every client that knows of it; the session itself stays, so
    /// that it can be done again. Nothing happens where no such session is.
    pub async fn send_backchannel_logout(&self, sid: &str) -> Vec<Notice> {
        match self.session(sid) {
            Some(session) => logout::tell_all(&self.state, &session).await,
            None => Vec::new(),
        }
    }

    /// Ends a session and tells its clients, as signing out at the provider does.
    pub async fn end_session(&self, sid: &str) -> Vec<Notice> {
        let notices = self.send_backchannel_logout(sid).await;
        logout::forget(&self.state, sid);
        notices
    }

    /// A logout token as it would be sent now, for a test that wants to send it by itself.
    pub fn logout_token(&self, client_id: &str, sid: &str) -> Option<String> {
        logout::logout_token(&self.state, &self.state.client(client_id)?, &self.session(sid)?)
    }

    /// The latest logout tokens that were sent, oldest first, and what was answered.
    pub fn notices(&self) -> Vec<Notice> {
        self.state.world().notices.iter().cloned().collect()
    }

    fn session(&self, sid: &str) -> Option<Session> {
        self.state.world().sessions.iter().find(|session| session.id == sid).cloned()
    }
}

/// Who is signed in, oldest first.
pub fn views(state: &State) -> Vec<SessionView> {
    let view = |session: &Session| SessionView {
        sid: session.id.clone(),
        name: session.who.name.clone(),
        subject: session.who.subject.clone(),
        clients: session.clients.clone(),
    };
    state.world().sessions.iter().map(view).collect()
}
