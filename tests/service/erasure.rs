//! Erasing accounts whose day has come, here and at Commerce Layer.

use chrono::TimeDelta;
use vestibule::foundation::Secret;
use vestibule::sandbox::{AnonymizationEnd, Api, CredentialSeed, Kind, Mode, Seed};

use crate::bench::{Browser, PASSWORD, Plan, ProviderPlan, TestApp, found_in, globex, shop_seed, web};

const GRACE: &str = "grace@example.com";
const CREDENTIAL: &str = r#"
[organizations.acme.anonymization]
client_id = "acme-anonymizer-client-id-00000000000000001"
client_secret = "acme-anonymizer-secret-00000000000000000001"
"#;

fn seed() -> Seed {
    let mut seed = shop_seed();
    seed.organizations[0].credentials.push(CredentialSeed {
        id: "AcmeAnonym".to_owned(),
        name: "privacy desk".to_owned(),
        kind: Kind::Integration,
        client_id: "acme-anonymizer-client-id-00000000000000001".to_owned(),
        client_secret: Secret::new("acme-anonymizer-secret-00000000000000000001"),
        mode: Mode::Test,
        expires_in: None,
        scopes: "market:all".to_owned(),
        may_anonymize: true,
    });
    seed
}

async fn with_credential() -> TestApp {
    TestApp::planned(Plan { seed: seed(), settings: CREDENTIAL, ..Plan::default() }).await
}

/// Signs up, closes the account and lets the day come; gives the customer's id.
async fn erased(app: &TestApp) -> String {
    let browser = app.browser();
    browser.sign_up(app, &web(), GRACE).await.landing();
    let customer = app.sandbox.customer("acme", GRACE).unwrap().id;
    close(&browser).await;
    app.tick().await;
    app.pass(TimeDelta::days(14));
    app.tick().await;
    assert_eq!(app.count("accounts").await, 0);
    customer
}

async fn close(browser: &Browser) {
    let page = browser.visit(web().to("/account/close").address()).await;
    assert_eq!(page.press("Close my account").await.heading(), "Your account will be closed");
}

async fn status(app: &TestApp) -> (Option<String>, bool) {
    sqlx::query_as("select status, done_at is not null from erasures").fetch_one(app.db()).await.unwrap()
}

#[tokio::test]
async fn an_erased_account_leaves_neither_its_address_nor_its_id() {
    let app = TestApp::planned(Plan { providers: &[ProviderPlan::TRUSTED], ..Plan::default() }).await;
    let (browser, phone) = (app.browser(), app.browser());
    browser.sign_up(&app, &web(), GRACE).await.landing();
    phone.sign_in(&web(), GRACE, PASSWORD).await.landing();
    phone.send_token_request("market:code:usa").await;
    let id: String = sqlx::query_scalar("select replace(id::text, '-', '') from accounts")
        .fetch_one(app.db())
        .await
        .unwrap();
    close(&phone).await;
    app.tick().await;
    app.pass(TimeDelta::days(14) - TimeDelta::minutes(5));
    app.tick().await;
    assert_eq!(app.count("accounts").await, 1, "not before the day");
    // Somebody types the address once more: a sign-up, a recovery, and the letters that wait for the mail server.
    app.browser().visit(web().signup().address()).await.sign_up_as(GRACE, PASSWORD).await;
    let page = app.browser().visit(web().address()).await.click("Forgot your password?").await;
    page.fill("Email", GRACE).press("Send me a code").await;
    app.browser().sign_in(&web(), GRACE, "a wrong password of hers").await;
    assert_eq!(app.count("letters").await, 2);
    app.pass(TimeDelta::minutes(5));
    vestibule::erasure::erase_due(app.inner()).await.unwrap();
    assert_eq!(app.count("accounts").await, 0);
    assert_eq!(app.count("letters").await, 0, "letters that wait are dropped");
    let dump = app.dump().await;
    let dashed = uuid::Uuid::parse_str(&id).unwrap().to_string();
    for trace in [GRACE, "Grace", &id, &dashed] {
        assert_eq!(found_in(&dump, trace), None, "{trace}");
    }
    assert_eq!(app.count("events where kind = 'erased' and account_id is null").await, 1);
    assert_eq!(app.count("events where account_id is not null").await, 0);
    for table in ["sessions", "devices", "challenges", "registrations", "customers", "passwords"] {
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(app.db())
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    assert_eq!(app.count("erasures").await, 0, "without a credential nobody asks at Commerce Layer");
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    assert_eq!(app.count("accounts").await, 1, "the address is free again");
}

#[tokio::test]
async fn tokens_that_wait_to_be_revoked_survive_the_erasure() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    browser.send_token_request("market:code:usa").await;
    close(&browser).await;
    let waiting = app.count("revocations").await;
    assert!(waiting > 0);
    sqlx::query("update accounts set closing_at = $1").bind(app.now()).execute(app.db()).await.unwrap();
    vestibule::erasure::erase_due(app.inner()).await.unwrap();
    assert_eq!((app.count("accounts").await, app.count("revocations").await), (0, waiting));
    app.tick().await;
    assert_eq!(app.count("revocations").await, 0, "and are revoked then");
}

#[tokio::test]
async fn somebody_who_is_signed_in_on_the_day_keeps_the_account() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    sqlx::query("update accounts set closing_at = $1").bind(app.now()).execute(app.db()).await.unwrap();
    app.tick().await;
    assert_eq!(app.count("accounts where closing_at is null").await, 1);
    assert_eq!(app.count("events where kind = 'closing_undone'").await, 1);
}

#[tokio::test]
async fn a_locked_account_is_not_erased_while_it_is_locked() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    close(&browser).await;
    sqlx::query("update accounts set locked_at = $1").bind(app.now()).execute(app.db()).await.unwrap();
    app.tick().await;
    app.pass(TimeDelta::days(30));
    app.tick().await;
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn commerce_layer_is_asked_to_forget_the_customer_and_followed_until_it_has() {
    let app = with_credential().await;
    let customer = erased(&app).await;
    assert!(app.sandbox.is_anonymization_requested("acme", &customer));
    assert_eq!(status(&app).await, (Some("requested".into()), false));
    assert!(app.shared_tokens("integration").await.is_empty(), "the token that may do this is not kept");
    let calls = app.sandbox.token_calls();
    app.tick().await;
    assert_eq!(app.sandbox.token_calls(), calls, "looked after once an hour");
    assert!(app.sandbox.end_anonymization("acme", &customer, AnonymizationEnd::Completed));
    app.pass(TimeDelta::minutes(61));
    app.tick().await;
    assert_eq!(status(&app).await, (Some("completed".into()), true));
    app.pass(TimeDelta::days(91));
    app.tick().await;
    assert_eq!(app.count("erasures").await, 0, "and forgotten here, too");
}

#[tokio::test]
async fn a_request_is_made_again_until_commerce_layer_takes_it() {
    let app = with_credential().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    let customer = app.sandbox.customer("acme", GRACE).unwrap().id;
    close(&browser).await;
    app.tick().await;
    app.pass(TimeDelta::days(14));
    for api in [Api::Auth, Api::Core] {
        app.switches().set(|switches| switches.unreachable = api == Api::Auth);
        app.switches().set(|switches| switches.core.unreachable = api == Api::Core);
        app.tick().await;
        assert_eq!(status(&app).await, (None, false), "{api:?}");
        app.pass(TimeDelta::minutes(10));
    }
    app.switches().reset();
    app.tick().await;
    assert!(app.sandbox.is_anonymization_requested("acme", &customer));
    assert_eq!(status(&app).await, (Some("requested".into()), false));
}

#[tokio::test]
async fn a_customer_that_is_gone_has_nothing_left_to_be_forgotten() {
    let app = with_credential().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    close(&browser).await;
    app.tick().await;
    assert!(app.sandbox.remove_customer("acme", GRACE));
    app.pass(TimeDelta::days(14));
    app.tick().await;
    assert_eq!(status(&app).await, (Some("completed".into()), true));
}

#[tokio::test]
async fn what_failed_there_stays_to_be_seen_and_is_asked_for_once_more_on_demand() {
    let app = with_credential().await;
    let customer = erased(&app).await;
    assert!(app.sandbox.end_anonymization("acme", &customer, AnonymizationEnd::Failed));
    app.pass(TimeDelta::minutes(61));
    app.tick().await;
    assert_eq!(status(&app).await, (Some("failed".into()), false));
    app.pass(TimeDelta::days(100));
    app.tick().await;
    assert_eq!(vestibule::erasure::pending(app.db(), 10).await.unwrap().len(), 1);
    assert_eq!(vestibule::erasure::again(app.db(), app.now()).await.unwrap(), 1);
    app.tick().await;
    assert_eq!(status(&app).await, (Some("requested".into()), false));
}

#[tokio::test]
async fn an_erasure_at_one_organization_leaves_what_another_writes_to_the_address() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    app.browser().sign_up(&app, &globex(), GRACE).await.landing();
    app.letters_to(GRACE).await;
    // A new browser at each: both write of it, and the mail server has neither letter yet.
    for link in [web(), globex()] {
        app.browser().sign_in(&link, GRACE, PASSWORD).await.landing();
    }
    assert_eq!(app.count("letters where organization = 'acme'").await, 1);
    assert_eq!(app.count("letters where organization = 'globex'").await, 1);
    // One of before the column: anybody's.
    sqlx::query("update letters set organization = null where organization = 'acme'")
        .execute(app.db())
        .await
        .unwrap();
    sqlx::query("delete from sessions where organization = 'acme'").execute(app.db()).await.unwrap();
    sqlx::query("update accounts set closing_at = $1 where organization = 'acme'")
        .bind(app.now())
        .execute(app.db())
        .await
        .unwrap();
    vestibule::erasure::erase_due(app.inner()).await.unwrap();
    assert_eq!(app.count("accounts").await, 1);
    assert_eq!(app.count("letters").await, 1);
    assert_eq!(app.count("letters where organization = 'globex'").await, 1);
    app.letters_to(GRACE).await;
}
