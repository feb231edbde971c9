//! Delivering webhooks (contract 11.2 to 11.5): signed, within five seconds, repeated up to ten times, until the
//! circuit opens. No topic header is sent: whether the real service sends one is not sure, so nobody should
//! come to rely on it here.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use actix_web::rt;
use actix_web::web::Data;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::sync::Semaphore;

use crate::foundation::Secret;

use super::shared::Shared;
use super::world::Delivery;

const TIME_TO_ANSWER: Duration = Duration::from_secs(5);

/// The first attempt and ten repetitions.
const ATTEMPTS: usize = 11;

/// Deliveries under way at the same time.
const AT_ONCE: usize = 16;

/// Delivers what comes out of the queue, until the sandbox ends.
pub async fn deliver(shared: Data<Shared>) {
    let queue = shared.delivery_queue.lock().unwrap_or_else(PoisonError::into_inner).take();
    let client = Client::builder().timeout(TIME_TO_ANSWER).redirect(Policy::none()).no_proxy().build();
    let (Some(mut queue), Ok(client)) = (queue, client) else { return };
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(delivery) = queue.recv().await {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (shared, client) = (shared.clone(), client.clone());
        rt::spawn(async move {
            attempt_until_taken(&shared, &client, &delivery).await;
            drop(place);
        });
    }
}

async fn attempt_until_taken(shared: &Shared, client: &Client, delivery: &Delivery) {
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            rt::time::sleep(Duration::from_millis(shared.switches.get().webhook_retry_ms)).await;
        }
        if !still_wanted(shared, delivery) {
            return;
        }
        let taken = send(client, delivery).await;
        note(shared, delivery, taken);
        if taken {
            return;
        }
    }
}

async fn send(client: &Client, delivery: &Delivery) -> bool {
    let request = client
        .post(&delivery.url)
        .header("content-type", "application/vnd.api+json")
        .header("x-commercelayer-signature", signature(&delivery.secret, delivery.body.as_bytes()))
        .body(delivery.body.clone());
    request.send().await.is_ok_and(|response| response.status().is_success())
}

fn still_wanted(shared: &Shared, delivery: &Delivery) -> bool {
    let world = shared.world();
    let organization = world.organization(&delivery.slug);
    let hooks = organization.map(|it| &it.environment(delivery.mode).webhooks);
    hooks.into_iter().flatten().any(|hook| hook.stem.id == delivery.webhook && hook.delivers())
}

/// Consecutive failures count, repetitions included; a success starts over. An open circuit stays open until it
/// is reset (contract 11.5).
fn note(shared: &Shared, delivery: &Delivery, taken: bool) {
    let mut world = shared.world();
    let Some(organization) = world.organization_mut(&delivery.slug) else { return };
    let hooks = &mut organization.environment_mut(delivery.mode).webhooks;
    let hook = hooks.iter_mut().find(|hook| hook.stem.id == delivery.webhook);
    if let Some(hook) = hook.filter(|hook| !hook.is_open()) {
        hook.failures = if taken { 0 } else { hook.failures + 1 };
    }
}

/// Base64 of the HMAC-SHA-256 over the raw body (contract 11.3).
fn signature(secret: &Secret, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    STANDARD.encode(hmac::sign(&key, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_contract() {
        let body = br#"{"data":{"id":"xYZkjABcde","type":"customers"}}"#;
        let signature = signature(&Secret::new("shared-secret"), body);
        assert_eq!(signature, "pLI6jqFUCeIMHoDYiQFxCxAwW+tHuNHuz8jHl1los1Y=");
    }
}
