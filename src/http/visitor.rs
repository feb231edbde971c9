//! Who is at the other end: the session of the browser's cookie, and its account.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

use super::cookies;
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::sessions::{self, Session};

/// A signed-in browser and its person.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The session.
    pub session: Session,
    /// The account; never a locked one (catalogue A13).
    pub account: Account,
}

impl Visitor {
    /// The visitor at `organization`, if the browser is signed in there.
    pub async fn resume(
        app: &App,
        request: &HttpRequest,
        organization: &OrganizationName,
    ) -> Result<Option<Self>, Failure> {
        let Some(token) = cookies::session_token(request, organization) else { return Ok(None) };
        let Some(session) = sessions::resume(app, organization, &token, app.now()).await? else {
            return Ok(None);
        };
        let account = accounts::by_id(&app.db, session.account).await?;
        Ok(account.filter(|account| account.locked_at.is_none()).map(|account| Self { session, account }))
    }
}

/// What the browser calls itself.
pub fn user_agent(request: &HttpRequest) -> &str {
    request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
