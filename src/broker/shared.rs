//! The tokens that all share: from memory, else from the database, else minted by one flight over all nodes. A token
//! in its last quarter of an hour is served while somebody mints the next one (contract 2.6); which moment that is
//! differs from token to token, so that not all of them are due at once.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::budget::{Purpose, counted};
use super::flight::{Flight, FlightProblem, fly, key_of};
use super::rejections::{self, Verdict};
use super::store::shared_tokens::{self, Label};
use super::{BrokerProblem, FlightKey};
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayer, CommerceLayerError, GuestToken, IntegrationToken, SharedToken};
use crate::config::{OrganizationName, StorefrontSettings};
use crate::foundation::{Scope, Sealed, Secret, random_bytes};
use crate::memory::{AsOf, KnownShared, Memory, SharedKey, SharedTokens};
use crate::metrics::Source;

/// The next token is minted so long before the end of the present one: earlier the service might hand out the same
/// again (contract 2.7).
const RENEW_BEFORE: TimeDelta = TimeDelta::minutes(15);
/// By so much the moment differs, in seconds.
const JITTER: u16 = 240;
/// js-auth takes a token with less life for expired (contract 13): the next one is minted before it is served.
pub const TOO_SHORT: TimeDelta = TimeDelta::minutes(10);
/// Nobody waits longer for the next one while the present one is still good.
pub const SHORT_PATIENCE: Duration = Duration::from_secs(3);
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
    let (token, source) = present(app, &wanted).await?;
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
    Ok(present(app, &wanted).await?.0)
}

/// Takes a report of somebody's that Commerce Layer refuses the guest token `refused`; [`BrokerProblem`] with a wait
/// where the present one was reported a moment ago, too.
pub async fn reject_guest(
    app: &App,
    storefront: &StorefrontSettings,
    scope: &Scope,
    refused: &Secret,
) -> Result<(), BrokerProblem> {
    let wanted = Wanted::guest(app, storefront, scope)?;
    let Some((known, sealed)) = read(app, &wanted).await? else { return Ok(()) };
    // There is another one already: whoever reports late gets that.
    if known.token.access_token != *refused {
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
pub async fn as_integration<T, F>(
    app: &App,
    organization: &OrganizationName,
    call: impl Fn(Arc<CommerceLayer>, IntegrationToken) -> F,
) -> Result<T, BrokerProblem>
where
    F: Future<Output = Result<T, CommerceLayerError>>,
{
    let commerce_layer = app.commerce_layer(organization)?;
    let wanted = Wanted::integration(app, organization)?;
    let (token, _) = present(app, &wanted).await?;
    match call(Arc::clone(commerce_layer), token.clone()).await {
        Err(CommerceLayerError::TokenRefused) => {
            give_up(app, &wanted, &token).await?;
            let (token, _) = present(app, &wanted).await?;
            Ok(call(Arc::clone(commerce_layer), token).await?)
        }
        answer => Ok(answer?),
    }
}

/// Which token; its kind is in the type.
struct Wanted<T> {
    key: SharedKey,
    organization: OrganizationName,
    /// Of a guest token; an integration has none.
    shop: Option<(StorefrontSettings, Scope)>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Wanted<T> {
    fn clone(&self) -> Self {
        Self { organization: self.organization.clone(), shop: self.shop.clone(), ..*self }
    }
}

impl Wanted<GuestToken> {
    fn guest(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Result<Self, Failure> {
        let service = app.commerce_layer(&storefront.organization)?.service();
        let words = [&service, GuestToken::KIND, &storefront.client.client_id, scope.as_str()];
        let shop = Some((storefront.clone(), scope.clone()));
        let organization = storefront.organization.clone();
        Ok(Self { key: SharedKey(key_of(&words)), organization, shop, kind: PhantomData })
    }
}

impl Wanted<IntegrationToken> {
    fn integration(app: &App, organization: &OrganizationName) -> Result<Self, Failure> {
        let commerce_layer = app.commerce_layer(organization)?;
        let (service, client) = (commerce_layer.service(), commerce_layer.integration_client());
        let key = SharedKey(key_of(&[&service, IntegrationToken::KIND, client, ""]));
        Ok(Self { key, organization: organization.clone(), shop: None, kind: PhantomData })
    }
}

impl<T> Wanted<T> {
    fn context(&self) -> String {
        format!("shared_tokens/{}", data_encoding::HEXLOWER.encode(&self.key.0))
    }
}

/// What differs between the kinds.
trait Kind: SharedToken + PartialEq {
    /// Where a node remembers them.
    fn remembered(memory: &Memory) -> &SharedTokens<Self>;

    /// Asks Commerce Layer for one.
    fn mint(app: &App, wanted: &Wanted<Self>) -> impl Future<Output = Result<Self, BrokerProblem>> + Send;
}

impl Kind for GuestToken {
    fn remembered(memory: &Memory) -> &SharedTokens<Self> {
        &memory.guests
    }

    async fn mint(app: &App, wanted: &Wanted<Self>) -> Result<Self, BrokerProblem> {
        let commerce_layer = app.commerce_layer(&wanted.organization)?;
        let Some((storefront, scope)) = &wanted.shop else {
            return Err(Failure::new("a guest token without a shop").into());
        };
        let call = commerce_layer.mint_guest(&storefront.client, scope);
        counted(app, &wanted.organization, Purpose::Guest, None, call).await
    }
}

impl Kind for IntegrationToken {
    fn remembered(memory: &Memory) -> &SharedTokens<Self> {
        &memory.integrations
    }

    async fn mint(app: &App, wanted: &Wanted<Self>) -> Result<Self, BrokerProblem> {
        let call = app.commerce_layer(&wanted.organization)?.mint_integration();
        counted(app, &wanted.organization, Purpose::Integration, None, call).await
    }
}

impl<T: Kind> Flight for Wanted<T> {
    type Cargo = T;
    type Problem = BrokerProblem;

    fn key(&self) -> FlightKey {
        self.key.0
    }

    async fn look(&self, app: &App) -> Result<Option<T>, BrokerProblem> {
        let kept = read(app, self).await?;
        Ok(kept.filter(|(known, _)| known.renew_at > app.now()).map(|(known, _)| known.token.clone()))
    }

    async fn fetch(&self, app: &App) -> Result<T, BrokerProblem> {
        let token = T::mint(app, self).await?;
        keep(app, self, &token).await?;
        Ok(token)
    }

    /// A refusal costs a call of the budget and is still one in a moment: a guest at the door of a private market, a
    /// wrong secret.
    fn rest_after(error: &CommerceLayerError) -> Option<TimeDelta> {
        Some(match error {
            CommerceLayerError::BudgetSpent { retry_after } => {
                retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(TimeDelta::seconds(30))
            }
            CommerceLayerError::Unreachable(_) => TimeDelta::seconds(5),
            _ => TimeDelta::minutes(2),
        })
    }
}

/// The present token of a kind.
async fn present<T: Kind>(app: &App, wanted: &Wanted<T>) -> Result<(T, Source), BrokerProblem> {
    let now = app.now();
    let cut_off = app.memory.is_all_there_is();
    let known = T::remembered(&app.memory).get(&wanted.key);
    if app.memory.may_stand_in()
        && let Some(known) = &known
        && (is_long(known, now) || (cut_off && known.expires_at > now))
    {
        renew_if_due(app, wanted, known, now);
        return Ok((known.token.clone(), Source::Memory));
    }
    let kept = match recalled(app, wanted).await {
        // The database went away this very moment: until then every change was heard.
        Err(failure) if failure.passes() && app.memory.may_stand_in() => {
            let known = known.filter(|known| known.expires_at > now).ok_or(failure)?;
            return Ok((known.token.clone(), Source::Memory));
        }
        kept => kept?,
    };
    if let Some(known) = &kept {
        if is_long(known, now) {
            renew_if_due(app, wanted, known, now);
            return Ok((known.token.clone(), Source::Database));
        }
    }
    // A token in its last minutes is still good where no other can be had soon.
    let Some(known) = kept else { return Ok((renewed(app, wanted).await?, Source::Minted)) };
    let problem = match tokio::time::timeout(SHORT_PATIENCE, renewed(app, wanted)).await {
        Ok(Ok(token)) => return Ok((token, Source::Minted)),
        Ok(Err(problem)) => problem,
        Err(_) => CommerceLayerError::Unreachable("no answer soon".into()).into(),
    };
    if known.expires_at <= app.now() {
        return Err(problem);
    }
    tracing::info!(%problem, kind = T::KIND, "a token in its last minutes is served");
    Ok((known.token.clone(), Source::LastMinutes))
}

/// What the database has, remembered from now on.
async fn recalled<T: Kind>(app: &App, wanted: &Wanted<T>) -> Result<Option<Arc<KnownShared<T>>>, Failure> {
    app.reach_database()?;
    let as_of = app.memory.as_of();
    let Some((known, _)) = read(app, wanted).await? else { return Ok(None) };
    remember(app, as_of, wanted, &known);
    Ok(Some(known))
}

/// Keeps a token in memory, unless something changed since it was read or written: that might have been this one.
fn remember<T: Kind>(app: &App, as_of: AsOf, wanted: &Wanted<T>, known: &Arc<KnownShared<T>>) {
    let remembered = T::remembered(&app.memory);
    remembered.keep(wanted.key, Arc::clone(known));
    // Looked at afterwards: a change that is heard from now on finds the entry and removes it.
    if app.memory.as_of() != as_of {
        remembered.forget(&wanted.key);
    }
}

fn is_long<T>(known: &KnownShared<T>, now: DateTime<Utc>) -> bool {
    known.expires_at - now > TOO_SHORT
}

fn renew_if_due<T: Kind>(app: &App, wanted: &Wanted<T>, known: &KnownShared<T>, now: DateTime<Utc>) {
    // Who cannot reach the database cannot fly, either.
    if known.renew_at > now || app.reach_database().is_err() || !known.is_mine_to_renew(now, BETWEEN_ATTEMPTS)
    {
        return;
    }
    let Some(own) = app.arc() else { return };
    let wanted = wanted.clone();
    tokio::spawn(async move {
        if let Err(problem) = fly(&own, &wanted).await {
            tracing::warn!(%problem, kind = T::KIND, "token not renewed yet");
        }
    });
}

/// A new token, apart from whoever asks: a browser that goes away must not end a call that is counted.
async fn renewed<T: Kind>(app: &App, wanted: &Wanted<T>) -> Result<T, BrokerProblem> {
    let Some(own) = app.arc() else { return fly(app, wanted).await };
    let wanted = wanted.clone();
    tokio::spawn(async move { fly(&own, &wanted).await }).await.map_err(Failure::new)?
}

async fn read<T: Kind>(
    app: &App,
    wanted: &Wanted<T>,
) -> Result<Option<(Arc<KnownShared<T>>, Sealed)>, Failure> {
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

async fn keep<T: Kind>(app: &App, wanted: &Wanted<T>, token: &T) -> Result<(), Failure> {
    let (now, as_of, expires_at) = (app.now(), app.memory.as_of(), token.expires_at());
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
    remember(app, as_of, wanted, &Arc::new(known));
    Ok(())
}

/// Drops a token that Commerce Layer refused to us, unless somebody was quicker and there is another one already.
async fn give_up<T: Kind>(app: &App, wanted: &Wanted<T>, refused: &T) -> Result<(), BrokerProblem> {
    T::remembered(&app.memory).forget(&wanted.key);
    match read(app, wanted).await? {
        Some((known, sealed)) if known.token == *refused => {
            Ok(shared_tokens::reject(&app.db, &wanted.key, &sealed, app.now()).await?)
        }
        _ => Ok(()),
    }
}
