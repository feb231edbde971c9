//! Our client of Commerce Layer against the sandbox, which was written from the contract without it: what is
//! asked, what is believed, and how it behaves when the service does not.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use vestibule::commerce_layer::{
    CommerceLayer, CommerceLayerError, CustomerChange, CustomerId, GroupChange, IntegrationToken, http_client,
};
use vestibule::config::{BackendAuth, ClientCredential, CustomerPasswords, OrganizationSettings};
use vestibule::foundation::{Clock, Email, ManualClock, Scope};
use vestibule::sandbox::{Kind, Sandbox, SandboxOptions};

/// A client and the sandbox that it talks to, on one manual clock.
struct Bench {
    client: Arc<CommerceLayer>,
    settings: OrganizationSettings,
    sandbox: Sandbox,
    clock: ManualClock,
    shop: ClientCredential,
}

impl Bench {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut OrganizationSettings)) -> Self {
        let start: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let clock = ManualClock::starting_at(start);
        let options = SandboxOptions {
            clock: clock.clone().into(),
            keys_dir: Some(env!("CARGO_TARGET_TMPDIR").into()),
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        let acme = sandbox.seed().organization("acme").unwrap();
        let credential = |kind| {
            let found = acme.first(kind).unwrap();
            ClientCredential {
                client_id: found.client_id.clone(),
                client_secret: found.client_secret.clone(),
            }
        };
        let shop = credential(Kind::SalesChannel);
        let mut settings = OrganizationSettings {
            slug: "acme".into(),
            auth_url: sandbox.auth_url().parse().unwrap(),
            api_url: sandbox.api_url("acme").parse().unwrap(),
            issuer: sandbox.issuer(),
            integration: credential(Kind::Integration),
            anonymization: None,
            backend_auth: None,
            lazy_passwords: false,
            passwords: CustomerPasswords::Leave,
        };
        change(&mut settings);
        let client = client(&settings, &clock);
        Self { client, settings, sandbox, clock, shop }
    }

    fn unlimited(&self) {
        self.sandbox.switches().set(|switches| {
            switches.auth_limit = 0;
            switches.core_limits = false;
        });
    }

    fn customer(&self, email: &str) -> CustomerId {
        CustomerId::new(self.sandbox.customer("acme", email).unwrap().id)
    }

    async fn integration(&self) -> IntegrationToken {
        self.client.mint_integration().await.unwrap()
    }

    fn calls(&self, path: &str) -> usize {
        self.sandbox.journal().iter().filter(|entry| entry.path.ends_with(path)).count()
    }
}

fn client(settings: &OrganizationSettings, clock: &ManualClock) -> Arc<CommerceLayer> {
    let clock: Clock = clock.clone().into();
    Arc::new(CommerceLayer::new(settings.clone(), http_client().unwrap(), clock))
}

fn usa() -> Scope {
    Scope::parse("market:code:usa").unwrap()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

#[tokio::test]
async fn an_exchange_gives_the_customer_s_token_with_its_scope_and_its_own_expiry() {
    let bench = Bench::start().await;
    let ada = bench.customer("ada@example.com");
    let token = bench.client.exchange(&bench.shop, &usa(), &ada, None, None).await.unwrap();
    assert_eq!((&token.customer, token.scope.as_str()), (&ada, "market:code:usa"));
    assert_eq!(token.expires_at, Clock::from(bench.clock.clone()).now() + TimeDelta::hours(4));
    assert!(token.refresh_token.is_some());
}

#[tokio::test]
async fn a_customer_is_found_made_and_changed_by_its_address() {
    let bench = Bench::start().await;
    assert!(
        bench
            .client
            .find_customer(&bench.integration().await, &email("new@example.com"))
            .await
            .unwrap()
            .is_none()
    );
    let made =
        bench.client.create_customer(&bench.integration().await, &email("New@Example.com")).await.unwrap();
    assert_eq!(
        bench
            .client
            .find_customer(&bench.integration().await, &email("NEW@example.com"))
            .await
            .unwrap()
            .unwrap()
            .id,
        made.id
    );
    let again = bench.client.create_customer(&bench.integration().await, &email("new@example.com")).await;
    assert_eq!(again.unwrap_err(), CommerceLayerError::Taken);

    let (other, metadata) = (email("other@example.com"), json!({"name": "Jörg"}));
    let change =
        CustomerChange { email: Some(&other), metadata: Some(&metadata), ..CustomerChange::default() };
    assert_eq!(
        bench.client.update_customer(&bench.integration().await, &made.id, &change).await.unwrap().email,
        "other@example.com"
    );
    let taken = CustomerChange { email: Some(&email("ada@example.com")), ..CustomerChange::default() };
    assert_eq!(
        bench.client.update_customer(&bench.integration().await, &made.id, &taken).await.unwrap_err(),
        CommerceLayerError::Taken
    );
    let password = "a new password".into();
    let change = CustomerChange { password: Some(&password), ..CustomerChange::default() };
    bench.client.update_customer(&bench.integration().await, &made.id, &change).await.unwrap();
    assert!(bench.sandbox.password_matches("acme", "other@example.com", "a new password"));
}

#[tokio::test]
async fn group_and_metadata_are_read_and_changed() {
    let bench = Bench::start().await;
    let erin = bench.customer("erin@example.com");
    let read =
        async || bench.client.customer_details(&bench.integration().await, &erin).await.unwrap().unwrap();
    let before = read().await;
    assert_eq!((before.group, &before.metadata["loyalty"]), (None, &json!({"tier": "gold"})));
    let change = async |group| {
        let change = CustomerChange { group, ..CustomerChange::default() };
        bench.client.update_customer(&bench.integration().await, &erin, &change).await
    };
    change(GroupChange::Join("AcmeGrpVip")).await.unwrap();
    assert_eq!(read().await.group.as_deref(), Some("AcmeGrpVip"));
    change(GroupChange::Keep).await.unwrap();
    assert_eq!(change(GroupChange::Join("Nobody")).await.unwrap_err(), CommerceLayerError::NotFound);
    assert_eq!(read().await.group.as_deref(), Some("AcmeGrpVip"));
    change(GroupChange::Leave).await.unwrap();
    let after = read().await;
    assert_eq!((after.group, after.metadata), (None, before.metadata), "the rest stays");
    assert_eq!(
        bench.client.customer_details(&bench.integration().await, &CustomerId::new("ZZZZZZZZZZ")).await,
        Ok(None)
    );
}

#[tokio::test]
async fn an_address_with_a_plus_or_beyond_ascii_is_asked_for_as_it_is() {
    let bench = Bench::start().await;
    for address in ["ada+shop@example.com", "jörg@example.com", "o'hara&co@example.com"] {
        let made = bench.client.create_customer(&bench.integration().await, &email(address)).await.unwrap();
        assert_eq!(
            bench
                .client
                .find_customer(&bench.integration().await, &email(address))
                .await
                .unwrap()
                .unwrap()
                .id,
            made.id,
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_shopper_s_address_is_sent_only_with_the_key_of_the_plan() {
    let shopper: Option<IpAddr> = Some("203.0.113.7".parse().unwrap());
    let counted_on =
        |bench: &Bench| bench.sandbox.journal().iter().rev().find(|e| e.grant.is_some()).unwrap().ip.clone();
    let without = Bench::start().await;
    let ada = without.customer("ada@example.com");
    without.client.exchange(&without.shop, &usa(), &ada, None, shopper).await.unwrap();
    assert_eq!(counted_on(&without), "127.0.0.1");

    let with = Bench::with(|settings| {
        settings.backend_auth = Some(BackendAuth("sandbox-backend-auth-key".into()));
    })
    .await;
    with.client.exchange(&with.shop, &usa(), &ada, None, shopper).await.unwrap();
    assert_eq!(counted_on(&with), "203.0.113.7");
}

#[tokio::test]
async fn refusals_are_told_apart_by_what_can_be_done_about_them() {
    let bench = Bench::start().await;
    let ada = bench.customer("ada@example.com");
    let wrong = ClientCredential { client_secret: "wrong".into(), ..bench.shop.clone() };
    let exchange = |shop: ClientCredential, scope: &'static str, customer: CustomerId| {
        let client = Arc::clone(&bench.client);
        async move {
            client.exchange(&shop, &Scope::parse(scope).unwrap(), &customer, None, None).await.unwrap_err()
        }
    };
    let shop = || bench.shop.clone();
    assert_eq!(exchange(wrong, "market:code:usa", ada.clone()).await, CommerceLayerError::ClientRefused);
    let nobody = exchange(shop(), "market:code:usa", CustomerId::new("ZZZZZZZZZZ")).await;
    assert!(matches!(nobody, CommerceLayerError::GrantRefused(_)));
    assert_eq!(exchange(shop(), "market:code:vip", ada.clone()).await, CommerceLayerError::ScopeRefused);
    assert_eq!(exchange(shop(), "market:code:nowhere", ada.clone()).await, CommerceLayerError::ScopeRefused);
    bench.sandbox.switches().fail_next(1, 500);
    assert!(exchange(shop(), "market:code:usa", ada.clone()).await.is_passing());
    bench.sandbox.switches().set(|switches| switches.auth.unreachable = true);
    assert!(exchange(shop(), "market:code:usa", ada).await.is_passing());
}

#[tokio::test]
async fn what_does_not_answer_in_time_counts_as_away() {
    let bench = Bench::start().await;
    bench.sandbox.switches().set(|switches| switches.auth.latency_ms = 30_000);
    let asked = tokio::time::timeout(Duration::from_secs(15), bench.client.mint_integration()).await;
    assert!(matches!(asked.expect("our own limit comes first"), Err(CommerceLayerError::Unreachable(_))));
}

#[tokio::test]
async fn a_token_of_another_issuer_or_organization_is_not_believed() {
    let bench = Bench::start().await;
    let with = |change: fn(&mut OrganizationSettings)| {
        let mut settings = bench.settings.clone();
        change(&mut settings);
        client(&settings, &bench.clock)
    };
    let issuer = with(|settings| settings.issuer = "https://auth.evil.example".into());
    assert_eq!(issuer.mint_integration().await.unwrap_err(), CommerceLayerError::Untrusted("issuer"));
    let slug = with(|settings| settings.slug = "globex".into());
    assert_eq!(slug.mint_integration().await.unwrap_err(), CommerceLayerError::Untrusted("organization"));
}

#[tokio::test]
async fn after_a_change_of_keys_the_key_set_is_fetched_once_more() {
    let bench = Bench::start().await;
    bench.unlimited();
    let ada = bench.customer("ada@example.com");
    bench.client.exchange(&bench.shop, &usa(), &ada, None, None).await.unwrap();
    let sandbox = bench.sandbox;
    let sandbox = tokio::task::spawn_blocking(move || {
        sandbox.rotate_keys().unwrap();
        sandbox
    });
    let sandbox = sandbox.await.unwrap();
    bench.clock.advance(TimeDelta::minutes(2));
    for _ in 0..3 {
        bench.client.exchange(&bench.shop, &usa(), &ada, None, None).await.unwrap();
    }
    let fetched = sandbox.journal().iter().filter(|entry| entry.path.ends_with("/jwks.json")).count();
    assert_eq!(fetched, 2);
}

#[tokio::test]
async fn m15_both_tokens_of_a_customer_can_be_revoked_and_once_more() {
    let bench = Bench::start().await;
    let ada = bench.customer("ada@example.com");
    let token = bench.client.exchange(&bench.shop, &usa(), &ada, None, None).await.unwrap();
    let refresh = token.refresh_token.unwrap();
    for revoked in [&refresh, &token.access_token, &refresh] {
        bench.client.revoke(&bench.shop, revoked).await.unwrap();
        assert!(bench.sandbox.is_revoked(revoked.expose()));
    }
}

#[tokio::test]
async fn an_id_that_could_change_an_address_is_never_put_into_one() {
    let bench = Bench::start().await;
    let token = bench.integration().await;
    for id in ["", "..", "a/b", "a?x=y", "a%2f", "x\u{0}"] {
        assert!(bench.client.customer(&token, &CustomerId::new(id)).await.unwrap().is_none(), "{id:?}");
    }
    assert_eq!(bench.calls("/customers"), 0);
}
