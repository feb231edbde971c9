//! The tokens that belong to no person: one integration token an organization, one guest token a client and
//! scope, kept in memory and shared by everybody. One flight at a time for each; after a failure nobody asks
//! again for a moment, so that a shop's whole traffic cannot turn into token calls (catalogue E13).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{CommerceLayer, CommerceLayerError, ServiceToken};
use crate::config::ClientCredential;
use crate::foundation::{Scope, Secret};

/// A token with less life than this is replaced before it is used (contract 2.7).
const RENEW_BEFORE: TimeDelta = TimeDelta::minutes(10);
const REST_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// A refusal costs a call of the budget and is still one in a moment: a guest at the door of a private market, a
/// wrong secret.
const REST_AFTER_REFUSAL: Duration = Duration::from_mins(2);
const REST_AFTER_LIMIT: Duration = Duration::from_secs(30);
/// More (client, scope) pairs than any settings allow: a guard, not a working limit.
const MOST_GUESTS: usize = 4096;

#[derive(Default)]
pub(super) struct Slot(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<ServiceToken>,
    resting: Option<(DateTime<Utc>, CommerceLayerError)>,
}

impl Slot {
    /// Drops the token that was refused, unless somebody was quicker and there is another one already.
    async fn forget(&self, refused: &Secret) {
        let mut state = self.0.lock().await;
        state.token.take_if(|token| token.access_token == *refused);
    }
}

impl State {
    fn usable(&self, now: DateTime<Utc>, margin: TimeDelta) -> Option<ServiceToken> {
        self.token.clone().filter(|token| token.expires_at - now > margin)
    }

    fn resting_error(&self, now: DateTime<Utc>) -> Option<CommerceLayerError> {
        self.resting.as_ref().filter(|(until, _)| now < *until).map(|(_, error)| error.clone())
    }

    fn keep(&mut self, minted: Result<ServiceToken, CommerceLayerError>, now: DateTime<Utc>) {
        match minted {
            Ok(token) => *self = Self { token: Some(token), resting: None },
            Err(error) => self.resting = Some((now + rest_after(&error), error)),
        }
    }
}

impl CommerceLayer {
    /// The organization's integration token. It never leaves the process.
    pub async fn integration_token(&self) -> Result<ServiceToken, CommerceLayerError> {
        self.shared(&self.integration, || self.mint_integration()).await
    }

    /// Drops the integration token after Commerce Layer refused it early (contract 4.11).
    pub(super) async fn forget_integration_token(&self, refused: &Secret) {
        self.integration.forget(refused).await;
    }

    /// The guest token of a sales channel and scope.
    pub async fn guest_token(
        &self,
        client: &ClientCredential,
        scope: &Scope,
    ) -> Result<ServiceToken, CommerceLayerError> {
        let slot = self.guest_slot(client, scope);
        self.shared(&slot, || self.mint_guest(client, scope)).await
    }

    /// A Core API call by the guest token; where that was refused early, once more with a new one.
    pub(super) async fn as_guest(
        &self,
        (client, scope): (&ClientCredential, &Scope),
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, CommerceLayerError> {
        let token = self.guest_token(client, scope).await?.access_token;
        match self.core(method.clone(), path, &[], body, &token).await {
            Err(CommerceLayerError::TokenRefused) => {
                self.guest_slot(client, scope).forget(&token).await;
                let token = self.guest_token(client, scope).await?.access_token;
                self.core(method, path, &[], body, &token).await
            }
            answer => answer,
        }
    }

    fn guest_slot(&self, client: &ClientCredential, scope: &Scope) -> Arc<Slot> {
        let mut guests = self.guests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if guests.len() >= MOST_GUESTS {
            guests.clear();
        }
        Arc::clone(guests.entry((client.client_id.clone(), scope.as_str().to_owned())).or_default())
    }

    async fn shared<F>(
        &self,
        slot: &Slot,
        mint: impl FnOnce() -> F,
    ) -> Result<ServiceToken, CommerceLayerError>
    where
        F: Future<Output = Result<ServiceToken, CommerceLayerError>>,
    {
        let mut state = slot.0.lock().await;
        let now = self.clock.now();
        if let Some(token) = state.usable(now, RENEW_BEFORE) {
            return Ok(token);
        }
        if state.resting_error(now).is_none() {
            let minted = mint().await;
            // The rest begins now: a call that hung until its time limit is not followed by another at once, by
            // everybody who has been waiting here.
            state.keep(minted, self.clock.now());
        }
        // A token in its last minutes is still good where no other can be had.
        let now = self.clock.now();
        let fallback =
            state.resting_error(now).unwrap_or_else(|| CommerceLayerError::Unreachable("no token".into()));
        state.usable(now, TimeDelta::zero()).ok_or(fallback)
    }
}

fn rest_after(error: &CommerceLayerError) -> Duration {
    match error {
        CommerceLayerError::BudgetSpent { retry_after } => retry_after.unwrap_or(REST_AFTER_LIMIT),
        CommerceLayerError::Unreachable(_) => REST_AFTER_FAILURE,
        _ => REST_AFTER_REFUSAL,
    }
}
