//! Guest tokens: one for each client and scope, shared by all visitors who are not signed in.

use std::marker::PhantomData;

use data_encoding::HEXLOWER;

use super::BrokerProblem;
use super::budget::{Purpose, counted};
use super::flight::key_of;
use super::rejections::{self, Verdict};
use super::shared::{Kind, Wanted, give_up, present, read, remembered};
use super::store::shared_tokens;
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayerError, GuestToken, SharedToken as _};
use crate::config::StorefrontSettings;
use crate::foundation::{Scope, Secret};
use crate::memory::{Memory, SharedKey, SharedTokens};
use crate::metrics::Source;
use crate::throttle::{self, Refusal};

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
    if let Some(token) = remembered(app, &key(app, storefront, scope)?) {
        return Ok(Guest { token, source: Source::Memory });
    }
    let (token, source) = present(app, &Wanted::guest(app, storefront, scope)?).await?;
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
    let reported = read(app, &wanted).await?.filter(|(known, _)| known.token.access_token == *refused);
    let Some((known, sealed)) = reported else {
        forget_refused(app, &wanted.key, refused);
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    match rejections::report(app, &mut tx, &wanted.key.0).await? {
        Verdict::Believed => {
            shared_tokens::reject(&mut *tx, &wanted.key, &sealed, app.now()).await?;
            tx.commit().await?;
            app.memory.forget_shared(&wanted.key);
            Ok(())
        }
        Verdict::TooSoon(wait) => {
            drop(tx);
            let is_still_there = read(app, &wanted).await?.is_some_and(|(now, _)| now.token == known.token);
            let too_soon = CommerceLayerError::BudgetSpent { retry_after: Some(wait) };
            // Somebody else's report of the same was believed a moment ago: the next one is there, or on its way.
            if !is_still_there {
                forget_refused(app, &wanted.key, refused);
                return Ok(());
            }
            if !is_refused_to_us(app, storefront, &wanted, &known.token).await? {
                return Err(too_soon.into());
            }
            give_up(app, &wanted, &known.token).await
        }
    }
}

/// Anybody may report, and a liar's reports must not make us deaf to a true one: then we look ourselves, now and then.
async fn is_refused_to_us(
    app: &App,
    storefront: &StorefrontSettings,
    wanted: &Wanted<GuestToken>,
    token: &GuestToken,
) -> Result<bool, BrokerProblem> {
    let subject = HEXLOWER.encode(&wanted.key.0);
    match throttle::take(&app.db, throttle::LOOKS_AT_A_REPORTED_TOKEN, &subject, app.now()).await {
        Ok(()) => {}
        Err(Refusal::Wait(_)) => return Ok(false),
        Err(Refusal::Failure(failure)) => return Err(failure.into()),
    }
    let answer = app.commerce_layer(&storefront.organization)?.organization(token).await;
    Ok(matches!(answer, Err(CommerceLayerError::TokenRefused)))
}

/// There is another token already, or one is on its way: whoever reports late gets that. This node may not have heard of
/// it yet, and would hand out the refused one again.
fn forget_refused(app: &App, key: &SharedKey, refused: &Secret) {
    let remembered = app.memory.guests.get(key);
    if remembered.is_some_and(|known| known.token.access_token == *refused) {
        app.memory.forget_shared(key);
    }
}

/// Forgets the guest tokens of a sales channel, on all nodes; gives how many.
pub async fn forget_guests_of(app: &App, client_id: &str) -> Result<u64, Failure> {
    Ok(shared_tokens::forget_guests(&app.db, client_id).await?)
}

fn key(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Result<SharedKey, Failure> {
    let service = app.commerce_layer(&storefront.organization)?.service();
    let words = [service, GuestToken::KIND, &storefront.client.client_id, scope.as_str()];
    Ok(SharedKey(key_of(&words)))
}

impl Wanted<GuestToken> {
    fn guest(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Result<Self, Failure> {
        let shop = Some((storefront.clone(), scope.clone()));
        let organization = storefront.organization.clone();
        Ok(Self { key: key(app, storefront, scope)?, organization, shop, kind: PhantomData })
    }
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
