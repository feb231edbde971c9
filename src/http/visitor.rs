//! Who is at the other end: the session of the browser's cookie, and its account.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

use super::cookies;
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::foundation::PlainToken;
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
        Self::resume_by_token(app, organization, &token).await
    }

    /// The same by the browser's token.
    pub async fn resume_by_token(
        app: &App,
        organization: &OrganizationName,
        token: &PlainToken,
    ) -> Result<Option<Self>, Failure> {
        Self::of(app, sessions::resume(app, organization, token, app.now()).await?).await
    }

    /// The visitor on whose behalf a storefront's back end asks, by the session token that it was given.
    pub async fn resume_for_back_end(
        app: &App,
        client_id: &str,
        token: &PlainToken,
    ) -> Result<Option<Self>, Failure> {
        Self::of(app, sessions::resume_for_back_end(app, client_id, token, app.now()).await?).await
    }

    async fn of(app: &App, session: Option<Session>) -> Result<Option<Self>, Failure> {
        let Some(session) = session else { return Ok(None) };
        let account = accounts::by_id(&app.db, session.account).await?;
        Ok(account.filter(|account| account.locked_at.is_none()).map(|account| Self { session, account }))
    }
}

/// What the browser calls itself.
pub fn user_agent(request: &HttpRequest) -> &str {
    request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
