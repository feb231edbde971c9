//! Leaving for good: out of the session here, and on to sign out at the provider where it began.

use std::net::IpAddr;

use super::farewell;
use crate::app::{App, Failure};
use crate::federation::{self, Departure};
use crate::foundation::PlainToken;
use crate::sessions::{Session, Upstream, upstream_of};
use crate::storefronts::Visit;

/// What is left to do after signing out here.
#[derive(Debug)]
pub struct Left {
    /// The session at a provider with which the ended one began.
    pub upstream: Option<Upstream>,
    /// The way there, where the provider is to be told and can be.
    pub departure: Option<Departure>,
}

/// Signs out here, and makes ready to sign out at the provider, too. `visit` is where the way back leads; `browser` the
/// cookie of an earlier departure.
pub async fn leave(
    app: &App,
    session: &Session,
    visit: &Visit,
    browser: Option<PlainToken>,
    address: Option<IpAddr>,
) -> Result<Left, Failure> {
    let upstream = upstream_of(app, session.id).await?;
    farewell(app, session, address).await?;
    let departure = match &upstream {
        Some(upstream) => federation::depart_to_sign_out(app, upstream, visit, browser).await?,
        None => None,
    };
    Ok(Left { upstream, departure })
}
