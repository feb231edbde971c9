//! The tokens that all share: from memory, else from the database, else minted by one flight over all nodes. A token
//! in its last quarter of an hour is served while somebody mints the next one (contract 2.6); which moment that is
//! differs from token to token, so that not all of them are due at once.

use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::budget::{Purpose, counted};
use super::flight::{FlightProblem, Landing, fly, key_of};
use super::rejections::{self, Verdict};
use super::store::shared_tokens::{self, Label};
use super::{BrokerProblem, FlightKey};
use crate::app::{App, Failure};
use crate::commerce_layer::{
    CommerceLayer, CommerceLayerError, GuestToken, IntegrationToken, SharedToken,
};
use crate::config::{OrganizationName, StorefrontSettings};
use crate::foundation::{Scope, random_bytes};
use crate::memory::{KnownShared, SharedKey, SharedTokens};
use crate::metrics::Source;

/// The next token is minted so long before the end of the present one: earlier the service might hand out the same
/// again (contract 2.7).
const RENEW_BEFORE: TimeDelta = TimeDelta::minutes(15);
/// By so much the moment differs, in seconds.
const JITTER: u16 = 240;
/// js-auth takes a token with less life for expired (contract 13): the next one is minted before it is served.
pub const TOO_SHORT: TimeDelta = TimeDelta::minutes(10);
/// Between two attempts of a node to mint the next one in the background.
const BETWEEN_ATTEMPTS: TimeDelta = TimeDelta::seconds(20);

/// When a token is to be renewed.
pub fn renewal(now: DateTime<Utc>, expires_at: DateTime<Utc>) -> DateTime<Utc> {
    let jitter = u16::from_be_bytes(random_bytes::<2>()) % JITTER;
    // One that is short from the beginning is not minted again and again.
    (expires_at - RENEW_BEFORE + TimeDelta::seconds(jitter.into())).max(now + (expires_at - now) / 4)
}

impl FlightProblem for BrokerProblem {
    fn commerce_layer(&self) -> Option<&CommerceLayerError> {
        match self {
            Self::CommerceLayer(error) => Some(error),
            Self::Failure(_) => None,
        }
    }
}

/// A guest token, and where it came from.
pub struct Guest {
    /// The token.
    pub token: GuestToken,
    /// Memory, database or Commerce Layer.
    pub source: Source,
}

/// The guest token of a storefront's sales channel for a scope.
pub async fn guest(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
) -> Result<GuestToken, BrokerProblem> {
    Ok(guest_with_source(app, storefront, scope).await?.token)
}

/// [`guest`], telling the source.
pub async fn guest_with_source(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
) -> Result<Guest, BrokerProblem> {
    let wanted = Wanted::guest(app, storefront, scope)?;
    let (token, source) = present(app, wanted, mint_guest).await?;
    Ok(Guest { token, source })
}

/// Another guest token than `refused`, which Commerce Layer refused to us.
pub async fn guest_instead_of(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
    refused: &GuestToken,
) -> Result<GuestToken, BrokerProblem> {
    let wanted = Wanted::guest(app, storefront, scope)?;
    give_up(app, &wanted, refused).await?;
    Ok(present(app, wanted, mint_guest).await?.0)
}

/// Takes a report of somebody's that Commerce Layer refuses the guest token `refused`; [`BrokerProblem`] with a wait
/// where the present one was reported a moment ago, too.
pub async fn reject_guest(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
    refused: &str,
) -> Result<(), BrokerProblem> {
    let wanted = Wanted::guest(app, storefront, scope)?;
    let Some((known, sealed)) = read::<GuestToken>(app, &wanted).await? else { return Ok(()) };
    // There is another one already: whoever reports late gets that.
    if known.token.access_token != refused.into() {
        return Ok(());
    }
    match rejections::report(app, &wanted.key.0).await? {
        Verdict::Believed => {
            app.memory.forget_shared(&wanted.key);
            Ok(shared_tokens::reject(&app.db, &wanted.key, &sealed, app.now()).await?)
        }
        Verdict::TooSoon(wait) => Err(CommerceLayerError::BudgetSpent { retry_after: Some(wait) }.into()),
    }
}

/// Forgets the guest tokens of a sales channel, on all nodes; gives how many.
pub async fn forget_guests_of(app: &App, client_id: &str) -> Result<u64, Failure> {
    Ok(shared_tokens::forget_guests(&app.db, client_id).await?)
}

/// Forgets the integration tokens of all organizations, on all nodes.
pub async fn forget_integrations(app: &App) -> Result<(), Failure> {
    Ok(shared_tokens::forget_integrations(&app.db).await?)
}

/// A Core API call by the organization's integration token; where that was refused early, once more with a new one
/// (catalogue M09). The token is lent to `call` and to nobody else.
pub async fn as_integration<T>(
    app: &App,
    organization: &OrganizationName,
    call: impl AsyncFn(&CommerceLayer, &IntegrationToken) -> Result<T, CommerceLayerError>,
) -> Result<T, BrokerProblem> {
    let commerce_layer = app.commerce_layer(organization)?;
    let wanted = Wanted::integration(app, organization)?;
    let (token, _) = present(app, wanted.clone(), mint_integration).await?;
    match call(commerce_layer, &token).await {
        Err(CommerceLayerError::TokenRefused) => {
            give_up(app, &wanted, &token).await?;
            let (token, _) = present(app, wanted, mint_integration).await?;
            Ok(call(commerce_layer, &token).await?)
        }
        answer => Ok(answer?),
    }
}

/// Which token.
#[derive(Clone)]
struct Wanted {
    key: SharedKey,
    organization: OrganizationName,
    /// Of a guest token; an integration has none.
    shop: Option<(StorefrontSettings, Scope)>,
}

impl Wanted {
    fn guest(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Result<Self, Failure> {
        let service = app.commerce_layer(&storefront.organization)?.service();
        let words = [&service, GuestToken::KIND, &storefront.client.client_id, scope.as_str()];
        let shop = Some((storefront.clone(), scope.clone()));
        Ok(Self { key: SharedKey(key_of(&words)), organization: storefront.organization.clone(), shop })
    }

    fn integration(app: &App, organization: &OrganizationName) -> Result<Self, Failure> {
        let commerce_layer = app.commerce_layer(organization)?;
        let (service, client) = (commerce_layer.service(), commerce_layer.integration_client());
        let key = SharedKey(key_of(&[&service, IntegrationToken::KIND, client, ""]));
        Ok(Self { key, organization: organization.clone(), shop: None })
    }

    fn flight(&self) -> FlightKey {
        self.key.0
    }

    fn context(&self) -> String {
        format!("shared_tokens/{}", data_encoding::HEXLOWER.encode(&self.key.0))
    }
}

type Minting<'a, T> = Pin<Box<dyn Future<Output = Result<T, BrokerProblem>> + Send + 'a>>;

/// How a kind of token is minted.
type Mint<T> = for<'a> fn(&'a App, &'a Wanted) -> Minting<'a, T>;

fn mint_guest<'a>(app: &'a App, wanted: &'a Wanted) -> Minting<'a, GuestToken> {
    Box::pin(async move {
        let commerce_layer = app.commerce_layer(&wanted.organization)?;
        let Some((storefront, scope)) = &wanted.shop else {
            return Err(Failure::new("a guest token without a shop").into());
        };
        let call = commerce_layer.mint_guest(&storefront.client, scope);
        counted(app, &wanted.organization, Purpose::Guest, None, call).await
    })
}

fn mint_integration<'a>(app: &'a App, wanted: &'a Wanted) -> Minting<'a, IntegrationToken> {
    Box::pin(async move {
        let commerce_layer = app.commerce_layer(&wanted.organization)?;
        let call = commerce_layer.mint_integration();
        counted(app, &wanted.organization, Purpose::Integration, None, call).await
    })
}

/// The present token of a kind.
async fn present<T: SharedToken>(
    app: &App,
    wanted: Wanted,
    mint: Mint<T>,
) -> Result<(T, Source), BrokerProblem>
where
    App: Holds<T>,
{
    let now = app.now();
    if app.memory.is_reliable() || app.memory.is_all_there_is() {
        if let Some(known) = app.held().get(&wanted.key).filter(|known| is_long(known, now)) {
            if known.renew_at <= now && known.is_mine_to_renew(now, BETWEEN_ATTEMPTS) {
                in_background(app, wanted, mint);
            }
            return Ok((known.token.clone(), Source::Memory));
        }
    }
    let read_as_of = app.memory.as_of();
    let kept = read::<T>(app, &wanted).await?;
    if let Some((known, _)) = &kept {
        if app.memory.as_of() == read_as_of {
            app.held().keep(wanted.key, Arc::clone(known));
        }
        if is_long(known, now) {
            if known.renew_at <= now && known.is_mine_to_renew(now, BETWEEN_ATTEMPTS) {
                in_background(app, wanted, mint);
            }
            return Ok((known.token.clone(), Source::Database));
        }
    }
    let renewed = match app.arc() {
        // Apart from whoever asks: a browser that goes away must not end a call that is counted.
        Some(own) => {
            let renewing = tokio::spawn(async move { renew(&own, &wanted, mint).await });
            renewing.await.map_err(Failure::new)?
        }
        None => renew(app, &wanted, mint).await,
    };
    // A token in its last minutes is still good where no other can be had.
    let last = kept.filter(|(known, _)| known.expires_at > app.now());
    match (renewed, last) {
        (Ok(token), _) => Ok((token, Source::Minted)),
        (Err(problem), Some((known, _))) => {
            tracing::info!(%problem, kind = T::KIND, "a token in its last minutes is served");
            Ok((known.token.clone(), Source::LastMinutes))
        }
        (Err(problem), None) => Err(problem),
    }
}

fn is_long<T>(known: &KnownShared<T>, now: DateTime<Utc>) -> bool {
    known.expires_at - now > TOO_SHORT
}

/// Where a node remembers tokens of a kind.
trait Holds<T> {
    fn held(&self) -> &SharedTokens<T>;
}

impl Holds<GuestToken> for App {
    fn held(&self) -> &SharedTokens<GuestToken> {
        &self.memory.guests
    }
}

impl Holds<IntegrationToken> for App {
    fn held(&self) -> &SharedTokens<IntegrationToken> {
        &self.memory.integrations
    }
}

fn in_background<T: SharedToken>(app: &App, wanted: Wanted, mint: Mint<T>)
where
    App: Holds<T>,
{
    let Some(own) = app.arc() else { return };
    tokio::spawn(async move {
        if let Err(problem) = renew(&own, &wanted, mint).await {
            tracing::warn!(%problem, kind = T::KIND, "token not renewed yet");
        }
    });
}

/// A token that is not due: what another node has fetched, or a new one.
async fn renew<T: SharedToken>(app: &App, wanted: &Wanted, mint: Mint<T>) -> Result<T, BrokerProblem>
where
    App: Holds<T>,
{
    let look = async || {
        let kept = read::<T>(app, wanted).await?;
        Ok(kept.filter(|(known, _)| known.renew_at > app.now()).map(|(known, _)| known.token.clone()))
    };
    let fetch = async || {
        let token = mint(app, wanted).await?;
        keep(app, wanted, &token).await?;
        Ok(token)
    };
    let landing = fly(app, wanted.flight(), look, fetch, rest_after).await?;
    Ok(match landing {
        Landing::Found(token) | Landing::Fetched(token) => token,
    })
}

async fn read<T: SharedToken>(
    app: &App,
    wanted: &Wanted,
) -> Result<Option<(Arc<KnownShared<T>>, Vec<u8>)>, Failure> {
    let Some(row) = shared_tokens::find(&app.db, &wanted.key, app.now()).await? else { return Ok(None) };
    match T::open(&app.sealer, &wanted.context(), &row.access_sealed, row.expires_at) {
        Ok(token) => {
            let known = KnownShared::new(token, row.renew_at, row.expires_at);
            Ok(Some((Arc::new(known), row.access_sealed)))
        }
        // Sealed with a key that is gone from the settings: as good as lost.
        Err(problem) => {
            tracing::warn!(%problem, kind = T::KIND, "shared token not readable");
            Ok(None)
        }
    }
}

async fn keep<T: SharedToken>(app: &App, wanted: &Wanted, token: &T) -> Result<(), Failure>
where
    App: Holds<T>,
{
    let (now, expires_at) = (app.now(), token.expires_at());
    let renew_at = renewal(now, expires_at);
    let sealed = token.seal(&app.sealer, &wanted.context())?;
    let (client_id, scope) = match &wanted.shop {
        Some((storefront, scope)) => (storefront.client.client_id.as_str(), scope.as_str()),
        None => (app.commerce_layer(&wanted.organization)?.integration_client(), ""),
    };
    let label =
        Label { key: &wanted.key, organization: &wanted.organization, kind: T::KIND, client_id, scope };
    shared_tokens::keep(&app.db, &label, &sealed, now, renew_at, expires_at).await?;
    let known = KnownShared::new(token.clone(), renew_at, expires_at);
    app.held().keep(wanted.key, Arc::new(known));
    Ok(())
}

/// Drops a token that Commerce Layer refused to us, unless somebody was quicker and there is another one already.
async fn give_up<T: SharedToken + PartialEq>(
    app: &App,
    wanted: &Wanted,
    refused: &T,
) -> Result<(), BrokerProblem>
where
    App: Holds<T>,
{
    app.held().forget(&wanted.key);
    match read::<T>(app, wanted).await? {
        Some((known, sealed)) if known.token == *refused => {
            Ok(shared_tokens::reject(&app.db, &wanted.key, &sealed, app.now()).await?)
        }
        _ => Ok(()),
    }
}

/// A refusal costs a call of the budget and is still one in a moment: a guest at the door of a private market, a wrong
/// secret.
fn rest_after(error: &CommerceLayerError) -> Option<TimeDelta> {
    Some(match error {
        CommerceLayerError::BudgetSpent { retry_after } => {
            retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(TimeDelta::seconds(30))
        }
        CommerceLayerError::Unreachable(_) => TimeDelta::seconds(5),
        _ => TimeDelta::minutes(2),
    })
}
