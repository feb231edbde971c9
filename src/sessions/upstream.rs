//! With which session at a provider a session of ours began. Whoever signs out there is signed out here, and
//! whoever signs out here is sent to sign out there, with the ID token as the hint that the provider wants back.

use sqlx::PgConnection;

use super::store;
use crate::app::{App, Failure};
use crate::config::{OrganizationName, ProviderId};
use crate::foundation::{IdentityId, Secret, SessionId};

/// A session at a provider.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Which provider of the settings.
    pub provider: ProviderId,
    /// Its issuer.
    pub issuer: String,
    /// Whom it knows by this.
    pub subject: String,
    /// Its name for the session.
    pub sid: Option<String>,
    /// The ID token that the session began with; sealed at rest.
    pub id_token: Secret,
}

/// Whom a provider signed out.
#[derive(Clone, Copy, Debug)]
pub struct SignedOutThere<'a> {
    /// The provider of the settings: two of them may be clients of one issuer, and each is told for itself.
    pub provider: &'a str,
    /// Its issuer.
    pub issuer: &'a str,
    /// Everybody whom it knows by this …
    pub subject: Option<&'a str>,
    /// … or this one session; both, where both are named.
    pub sid: Option<&'a str>,
}

/// Keeps, in the transaction that starts the session, where it began.
pub async fn began_at(
    app: &App,
    tx: &mut PgConnection,
    session: SessionId,
    upstream: &Upstream,
) -> Result<(), Failure> {
    let sealed = app.sealer.seal(&context(session), upstream.id_token.expose())?;
    Ok(store::upstream::insert(tx, session, upstream, &sealed).await?)
}

/// Where a session began, if that was at a provider.
pub async fn upstream_of(app: &App, session: SessionId) -> Result<Option<Upstream>, Failure> {
    let Some(row) = store::upstream::of(&app.db, session).await? else { return Ok(None) };
    let (Ok(provider), Ok(id_token)) =
        (ProviderId::parse(&row.provider), app.sealer.open(&context(session), &row.id_token_sealed))
    else {
        return Ok(None);
    };
    Ok(Some(Upstream { provider, issuer: row.issuer, subject: row.subject, sid: row.sid, id_token }))
}

/// The sessions that began with a session, or for a person, that has signed out at the provider.
pub async fn begun_with(
    tx: &mut PgConnection,
    there: SignedOutThere<'_>,
) -> Result<Vec<(SessionId, OrganizationName)>, Failure> {
    let rows = store::upstream::begun_with(tx, there).await?;
    let named = |(id, name): (SessionId, String)| OrganizationName::parse(&name).map(|name| (id, name));
    Ok(rows.into_iter().filter_map(named).collect())
}

/// The sessions of an identity's account that began at its issuer, to be ended with the link. The subject is not
/// compared: a link may be by another claim than the one that logout tokens name.
pub async fn begun_by_identity(
    tx: &mut PgConnection,
    identity: IdentityId,
) -> Result<Vec<SessionId>, Failure> {
    Ok(store::upstream::begun_by_identity(tx, identity).await?)
}

fn context(session: SessionId) -> String {
    format!("upstream_sessions/{session}")
}
