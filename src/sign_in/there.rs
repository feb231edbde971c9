//! Being signed out by a provider: somebody signed out there, and what began with that session ends here, too. The
//! tokens of those sessions are revoked by rows, as at every farewell.

use sqlx::PgConnection;

use super::end_session;
use crate::app::{App, Failure};
use crate::federation::{self, LogoutProblem};
use crate::sessions::{self, SignedOutThere};

/// Takes a logout token of a provider (Back-Channel Logout 1.0, 2.5); gives how many sessions it ended.
pub async fn signed_out_there(app: &App, provider: &str, token: &str) -> Result<usize, LogoutProblem> {
    let token = federation::check_logout_token(app, provider, token).await?;
    let mut tx = app.db.begin().await?;
    federation::take_logout_token(&mut tx, &token).await?;
    let (subject, sid) = (token.subject.as_deref(), token.sid.as_deref());
    let ended =
        end_begun(app, &mut tx, SignedOutThere { provider, issuer: &token.issuer, subject, sid }).await?;
    tx.commit().await?;
    app.ring();
    Ok(ended)
}

/// Takes a front-channel logout (Front-Channel Logout 1.0, 3), which names the session and proves nothing: the
/// name is a secret between the provider and us, and nothing worse than signing out can come of it.
pub async fn signed_out_there_by_name(
    app: &App,
    provider: &str,
    issuer: &str,
    sid: &str,
) -> Result<usize, LogoutProblem> {
    let client = app.provider_named(provider).ok_or(LogoutProblem::UnknownProvider)?;
    let metadata = client.metadata().await?;
    if issuer != metadata.issuer {
        return Err(LogoutProblem::UnknownProvider);
    }
    let mut tx = app.db.begin().await?;
    let ended =
        end_begun(app, &mut tx, SignedOutThere { provider, issuer, subject: None, sid: Some(sid) }).await?;
    tx.commit().await?;
    app.ring();
    Ok(ended)
}

async fn end_begun(app: &App, tx: &mut PgConnection, there: SignedOutThere<'_>) -> Result<usize, Failure> {
    let begun = sessions::begun_with(tx, there).await?;
    for (session, organization) in &begun {
        end_session(app, tx, organization, *session, app.now()).await?;
    }
    Ok(begun.len())
}
