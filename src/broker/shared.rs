//! The tokens that all share: from memory, else from the database, else minted by one flight over all nodes. A token
//! in its last quarter of an hour is served while somebody mints the next one (contract 2.6); which moment that is
//! differs from token to token, so that not all of them are due at once.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::flight::{Flight, FlightProblem, fly};
use super::rejections::{self, Verdict};
use super::store::shared_tokens::{self, Label};
use super::{BrokerProblem, FlightKey};
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayerError, SharedToken};
use crate::config::{OrganizationName, StorefrontSettings};
use crate::foundation::{Scope, Sealed, random_bytes};
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

/// Which token; its kind is in the type.
pub(super) struct Wanted<T> {
    pub key: SharedKey,
    pub organization: OrganizationName,
    /// Of a guest token; an integration has none.
    pub shop: Option<(StorefrontSettings, Scope)>,
    pub kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Wanted<T> {
    fn clone(&self) -> Self {
        Self { organization: self.organization.clone(), shop: self.shop.clone(), ..*self }
    }
}

impl<T> Wanted<T> {
    fn context(&self) -> String {
        format!("shared_tokens/{}", data_encoding::HEXLOWER.encode(&self.key.0))
    }
}

/// What differs between the kinds.
pub(super) trait Kind: SharedToken + PartialEq {
    /// Where a node remembers them.
    fn remembered(memory: &Memory) -> &SharedTokens<Self>;

    /// Asks Commerce Layer for one.
    fn mint(app: &App, wanted: &Wanted<Self>) -> impl Future<Output = Result<Self, BrokerProblem>> + Send;
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

/// A token that needs no second thought: remembered, and not due yet.
pub(super) fn remembered<T: Kind>(app: &App, key: &SharedKey) -> Option<T> {
    let known = T::remembered(&app.memory).get(key).filter(|_| app.memory.is_reliable())?;
    (known.renew_at > app.now()).then(|| known.token.clone())
}

/// The present token of a kind.
pub(super) async fn present<T: Kind>(app: &App, wanted: &Wanted<T>) -> Result<(T, Source), BrokerProblem> {
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
    if let Some(known) = kept.as_ref().filter(|known| is_long(known, now)) {
        renew_if_due(app, wanted, known, now);
        return Ok((known.token.clone(), Source::Database));
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
    let Ok(own) = app.arc() else { return };
    let wanted = wanted.clone();
    tokio::spawn(async move {
        if let Err(problem) = fly(&own, &wanted).await {
            tracing::warn!(%problem, kind = T::KIND, "token not renewed yet");
        }
    });
}

/// A new token, apart from whoever asks: a browser that goes away must not end a call that is counted.
async fn renewed<T: Kind>(app: &App, wanted: &Wanted<T>) -> Result<T, BrokerProblem> {
    let own = app.arc()?;
    let wanted = wanted.clone();
    tokio::spawn(async move { fly(&own, &wanted).await }).await.map_err(Failure::new)?
}

pub(super) async fn read<T: Kind>(
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

/// Drops a token that Commerce Layer refused to us, unless somebody was quicker and there is another one already. A
/// Commerce Layer that refuses one after the other is not asked for another each time (catalogue M09).
pub(super) async fn give_up<T: Kind>(
    app: &App,
    wanted: &Wanted<T>,
    refused: &T,
) -> Result<(), BrokerProblem> {
    T::remembered(&app.memory).forget(&wanted.key);
    let Some((known, sealed)) = read(app, wanted).await? else { return Ok(()) };
    if known.token != *refused {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    match rejections::refused_to_us(app, &mut tx, &wanted.key.0).await? {
        Verdict::Believed => {
            shared_tokens::reject(&mut *tx, &wanted.key, &sealed, app.now()).await?;
            Ok(tx.commit().await?)
        }
        Verdict::TooSoon(wait) => Err(CommerceLayerError::BudgetSpent { retry_after: Some(wait) }.into()),
    }
}
