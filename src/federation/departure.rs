//! Sending a browser to a provider. Everything that must be known when it comes back waits in a row (state hashed,
//! nonce and PKCE verifier sealed, ten minutes, single use); the browser carries nothing but a cookie that tells
//! it from other browsers (catalogue B01, C12).

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::store;
use crate::app::{App, Failure};
use crate::config::{Language, OrganizationName, ProviderId, ProviderSettings, Usage};
use crate::foundation::{Email, HashedToken, PlainToken, SessionId};
use crate::openid::{Provider, ProviderError, Request, RequestParameters, SignOut};
use crate::sessions::Upstream;
use crate::storefronts::{CameFrom, Visit};
use crate::throttle;
use crate::{federation, links};

/// How long a departure waits for its return.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// What somebody left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in or up.
    SignIn,
    /// To link the provider to the account that is signed in by this session.
    Link(SessionId),
    /// To sign out there, too.
    SignOut,
}

/// Who leaves, from where, and why.
#[derive(Clone, Debug)]
pub struct Leave<'a> {
    /// Where the shopper was going.
    pub visit: &'a Visit,
    /// Why.
    pub purpose: Purpose,
    /// Who it will probably be.
    pub login_hint: Option<&'a Email>,
    /// What the page was written in.
    pub language: Language,
    /// The cookie of an earlier departure: several tabs are one browser.
    pub browser: Option<PlainToken>,
    /// The browser's network address.
    pub address: Option<IpAddr>,
}

/// Where the browser goes now, and what it must bring back.
#[derive(Debug)]
pub struct Departure {
    /// At the provider.
    pub address: Url,
    /// To be set as the departure cookie.
    pub browser: PlainToken,
}

/// Why nobody leaves.
#[derive(Debug, thiserror::Error)]
pub enum DepartProblem {
    /// This storefront does not offer this provider, or not for this.
    #[error("the provider is not offered")]
    NotOffered,
    /// The provider does not answer, or cannot be worked with.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// Too many departures.
    #[error("too many departures")]
    Wait(TimeDelta),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(DepartProblem);

/// Sends a browser to sign in at a provider, or to link one.
pub async fn depart(app: &App, provider: &str, leave: Leave<'_>) -> Result<Departure, DepartProblem> {
    let provider = offered(app, provider, leave.visit, leave.purpose)?;
    throttle::take_on_network(app, throttle::DEPARTURES_PER_NETWORK, leave.address).await?;
    let metadata = provider.metadata().await?;
    let parameters = RequestParameters {
        login_hint: leave.login_hint,
        language: Some(leave.language.tag()),
        asks_anew: leave.visit.asks_anew,
    };
    let request = provider.request(&metadata, &redirect_uri(app, &provider.settings.id), &parameters)?;
    let browser = leave.browser.clone().unwrap_or_else(PlainToken::generate);
    write(app, provider, &leave, &request, &browser).await?;
    Ok(Departure { address: request.address, browser })
}

/// Sends a browser whose session here has ended to sign out at its provider, too; `None` where the provider is not
/// asked to, has no such page, or is away: the person is signed out here either way.
pub async fn depart_to_sign_out(
    app: &App,
    upstream: &Upstream,
    visit: &Visit,
    browser: Option<PlainToken>,
) -> Result<Option<Departure>, Failure> {
    let Some(provider) = app.provider(&upstream.provider) else { return Ok(None) };
    let Ok(metadata) = provider.metadata().await else { return Ok(None) };
    let (state, browser) = (PlainToken::generate(), browser.unwrap_or_else(PlainToken::generate));
    let return_to = links::absolute(
        &app.settings.server.public_url,
        &links::signed_out_there(provider.settings.id.as_str()),
        "",
    );
    let sign_out = SignOut { id_token: &upstream.id_token, return_to: &return_to, state: &state };
    let Some(address) = provider.sign_out_address(&metadata, sign_out) else { return Ok(None) };
    let now = app.now();
    let row = Row {
        state: state.hash(),
        browser: browser.hash(),
        provider: provider.settings.id.clone(),
        organization: visit.storefront.organization.clone(),
        purpose: Purpose::SignOut,
        came_from: CameFrom { embedded: false, ..CameFrom::of(visit) },
        nonce_sealed: None,
        verifier_sealed: None,
        expires_at: now + LIFETIME,
    };
    store::departures::insert(&app.db, &row, now).await?;
    Ok(Some(Departure { address, browser }))
}

/// The redirect URI, each provider its own (RFC 9700, 4.4.2: no mix-up between two of them).
pub fn redirect_uri(app: &App, provider: &ProviderId) -> String {
    links::absolute(&app.settings.server.public_url, &links::callback(provider.as_str()), "")
}

/// A departure as its row has it.
pub(super) struct Row {
    pub state: HashedToken,
    pub browser: HashedToken,
    pub provider: ProviderId,
    pub organization: OrganizationName,
    pub purpose: Purpose,
    pub came_from: CameFrom,
    pub nonce_sealed: Option<Vec<u8>>,
    pub verifier_sealed: Option<Vec<u8>>,
    pub expires_at: DateTime<Utc>,
}

fn offered<'a>(
    app: &'a App,
    id: &str,
    visit: &Visit,
    purpose: Purpose,
) -> Result<&'a Provider, DepartProblem> {
    let offered = visit.storefront.providers.iter().find(|offered| offered.as_str() == id);
    let provider = offered.and_then(|id| app.provider(id)).ok_or(DepartProblem::NotOffered)?;
    // Link-only: nobody signs in by it, whoever is linked already (catalogue A10).
    if purpose == Purpose::SignIn && !signs_in(&provider.settings) {
        return Err(DepartProblem::NotOffered);
    }
    Ok(provider)
}

/// Whether people sign in by this provider at all.
pub fn signs_in(provider: &ProviderSettings) -> bool {
    provider.usage != Usage::Link
}

async fn write(
    app: &App,
    provider: &Provider,
    leave: &Leave<'_>,
    request: &Request,
    browser: &PlainToken,
) -> Result<(), Failure> {
    let now = app.now();
    let state = request.state.hash();
    let seal = |what: &str, secret| app.sealer.seal(&federation::context(what, &state), secret);
    let row = Row {
        state,
        browser: browser.hash(),
        provider: provider.settings.id.clone(),
        organization: leave.visit.storefront.organization.clone(),
        purpose: leave.purpose,
        // Providers refuse to be framed: whoever left comes back to the whole window.
        came_from: CameFrom { embedded: false, ..CameFrom::of(leave.visit) },
        nonce_sealed: Some(seal("nonce", request.nonce.expose())?),
        verifier_sealed: Some(seal("verifier", request.verifier.expose())?),
        expires_at: now + LIFETIME,
    };
    Ok(store::departures::insert(&app.db, &row, now).await?)
}
