//! What a provider says of a person and Commerce Layer must know: customer group, metadata, custom claim.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Map, Value, json};
use vestibule::accounts::{self, Account};
use vestibule::customers::{self, Attributes, GroupWish};
use vestibule::foundation::Email;
use vestibule::jobs;
use vestibule::sandbox::{Api, CustomerView, GroupSeed, Mode};

use crate::bench::{
    Browser, PASSWORD, Plan, TestApp, WEB, at_once, found_in, legacy, logged, shop_seed, web,
};

const SHOP: &str = "https://shop.acme.example";
const EMAIL: &str = "grace@example.com";
const VIP: &str = "market:code:vip";
const USA: &str = "market:code:usa";
/// Id of the group to which the market `vip` is private.
const VIP_GROUP: &str = "AcmeGrpVip";
const STAFF_GROUP: &str = "AcmeGrpStf";

/// As it is once Grace has signed up and everything is settled.
async fn with_grace() -> (TestApp, Browser) {
    let mut seed = shop_seed();
    let staff =
        GroupSeed { id: STAFF_GROUP.into(), code: "staff".into(), name: "Staff".into(), mode: Mode::Test };
    seed.organizations[0].groups.push(staff);
    let app = TestApp::planned(Plan { seed, ..Plan::default() }).await;
    app.switches().set(|switches| (switches.auth_limit, switches.core_limits) = (0, false));
    let browser = app.browser();
    browser.sign_up(&app, &web(), EMAIL).await.landing();
    (app, browser)
}

fn member(group: &str) -> Attributes {
    Attributes { group: GroupWish::Member(group.into()), ..Attributes::default() }
}

fn no_group() -> Attributes {
    Attributes { group: GroupWish::None, ..Attributes::default() }
}

fn metadata(metadata: Value) -> Attributes {
    Attributes { metadata: serde_json::from_value(metadata).unwrap(), ..Attributes::default() }
}

fn claim(claim: Value) -> Attributes {
    Attributes { custom_claim: Some(claim), ..Attributes::default() }
}

impl TestApp {
    async fn account(&self, email: &str) -> Account {
        let settings = &self.inner().settings;
        let acme = settings.organizations.keys().find(|name| name.as_str() == "acme").unwrap();
        accounts::by_email(self.db(), acme, &Email::parse(email).unwrap()).await.unwrap().unwrap()
    }

    /// What an arrival from a provider does.
    async fn arrive(&self, attributes: &Attributes) {
        let account = self.account(EMAIL).await;
        let mut tx = self.db().begin().await.unwrap();
        customers::want(self.inner(), &mut tx, &account, attributes, self.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn grace(&self) -> CustomerView {
        self.sandbox.customer("acme", EMAIL).unwrap()
    }

    fn writes(&self) -> usize {
        self.sandbox.journal().iter().filter(|call| call.method == "PATCH").count()
    }

    async fn owing(&self) -> i64 {
        self.count("customers where group_owed or metadata_owed or next_attempt_at is not null").await
    }

    async fn last_problem(&self) -> Option<String> {
        sqlx::query_scalar("select last_problem from customers").fetch_one(self.db()).await.unwrap()
    }
}

#[tokio::test]
async fn a_private_market_opens_with_the_group_that_the_provider_names() {
    let (app, browser) = with_grace().await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::FORBIDDEN);
    app.arrive(&member(VIP_GROUP)).await;
    assert_eq!(app.grace().group, None, "only noted, in the arrival's transaction");
    let token = browser.token(WEB, VIP, SHOP).await.json();
    assert_eq!((&token["scope"], &token["kind"]), (&VIP.into(), &"customer".into()), "{token}");
    assert_eq!(app.grace().group.as_deref(), Some("vip"));
    assert_eq!(app.owing().await, 0);
    let journal = app.sandbox.journal();
    let written = journal.iter().position(|call| call.method == "PATCH").unwrap();
    let asked = journal.iter().rposition(|call| call.api == Api::Auth).unwrap();
    assert!(written < asked, "the group comes before the token");
}

#[tokio::test]
async fn what_is_said_again_is_not_written_again() {
    let (app, browser) = with_grace().await;
    let said = Attributes { metadata: metadata(json!({"tier": "gold"})).metadata, ..member(VIP_GROUP) };
    for _ in 0..3 {
        app.arrive(&said).await;
        app.tick().await;
        browser.token(WEB, VIP, SHOP).await;
        app.pass(TimeDelta::hours(1));
    }
    assert_eq!(app.writes(), 2, "the group once, the metadata once");
    app.arrive(&Attributes::default()).await;
    assert_eq!((app.tick().await, app.owing().await), (0, 0), "an arrival that says nothing changes nothing");
}

#[tokio::test]
async fn a_group_that_is_lost_is_taken_away_before_the_next_token() {
    let (app, browser) = with_grace().await;
    app.arrive(&member(VIP_GROUP)).await;
    app.tick().await;
    assert_eq!(app.grace().group.as_deref(), Some("vip"));
    app.arrive(&no_group()).await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::FORBIDDEN);
    assert_eq!((app.grace().group, app.owing().await), (None, 0));
}

#[tokio::test]
async fn a_group_that_the_shop_gave_is_left_alone() {
    let (app, _) = with_grace().await;
    app.arrive(&member(STAFF_GROUP)).await;
    app.tick().await;
    // The shop moves her by hand.
    app.change_customer_group(&app.grace().id, VIP_GROUP).await;
    app.arrive(&no_group()).await;
    app.tick().await;
    assert_eq!((app.grace().group.as_deref(), app.owing().await), (Some("vip"), 0));
}

#[tokio::test]
async fn a_group_is_replaced_by_the_next_one_and_then_taken_away() {
    let (app, _) = with_grace().await;
    for (said, group) in [
        (member(VIP_GROUP), Some("vip")),
        (member(STAFF_GROUP), Some("staff")),
        (Attributes::default(), Some("staff")),
        (no_group(), None),
        (member(STAFF_GROUP), Some("staff")),
    ] {
        app.arrive(&said).await;
        app.tick().await;
        assert_eq!(app.grace().group.as_deref(), group, "{said:?}");
    }
}

#[tokio::test]
async fn m08_a_group_that_cannot_be_written_yet_holds_the_token_back_and_comes_by_itself() {
    let (app, browser) = with_grace().await;
    app.arrive(&member(VIP_GROUP)).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    let page = app.browser().sign_in(&legacy().with("scope", VIP), EMAIL, PASSWORD).await;
    assert_eq!(page.heading(), "Almost there");
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.tick().await;
    app.switches().reset();
    app.pass(TimeDelta::minutes(1));
    app.tick().await;
    assert_eq!(app.grace().group.as_deref(), Some("vip"), "the background has done it");
    assert!(page.press("Try again").await.landing().parameter("accessToken").is_some());
}

#[tokio::test]
async fn m08_a_group_to_be_taken_away_holds_the_token_back_too() {
    let (app, browser) = with_grace().await;
    app.arrive(&member(VIP_GROUP)).await;
    app.tick().await;
    app.arrive(&no_group()).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.switches().reset();
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn m08_late_metadata_keeps_nobody_waiting() {
    let (app, browser) = with_grace().await;
    app.arrive(&metadata(json!({"tier": "gold"}))).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_eq!(app.owing().await, 1);
    app.switches().reset();
    app.tick().await;
    assert_eq!(app.grace().metadata, *json!({"tier": "gold"}).as_object().unwrap());
    assert_eq!(app.owing().await, 0);
}

#[tokio::test]
async fn an_unknown_group_is_told_to_the_operator_and_stops_nobody() {
    let (app, browser) = with_grace().await;
    app.arrive(&member("GroupNobody")).await;
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::FORBIDDEN, "Commerce Layer decides");
    assert_eq!(app.writes(), 1);
    for _ in 0..48 {
        app.pass(TimeDelta::minutes(30));
        app.tick().await;
        browser.token(WEB, VIP, SHOP).await;
    }
    assert_eq!(app.writes(), 1, "asking again would not help");
    let problem = app.last_problem().await.unwrap();
    assert_eq!(problem, "customer group GroupNobody: not found at Commerce Layer");
    assert!(logged("GroupNobody"));
    // At the next arrival it is tried again: the shop may have made the group by now.
    app.arrive(&member("GroupNobody")).await;
    app.tick().await;
    assert_eq!(app.writes(), 2);
    app.arrive(&member(VIP_GROUP)).await;
    app.tick().await;
    assert_eq!((app.grace().group.as_deref(), app.last_problem().await), (Some("vip"), None));
}

#[tokio::test]
async fn an_integration_that_may_not_write_groups_stops_nobody_and_stays_owing() {
    let (app, browser) = with_grace().await;
    app.arrive(&member(STAFF_GROUP)).await;
    app.switches().fail_next_of(Api::Core, 1, 403);
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_eq!((app.grace().group, app.owing().await), (None, 1));
    app.tick().await;
    assert_eq!(app.grace().group.as_deref(), Some("staff"));
}

#[tokio::test]
async fn metadata_stands_beside_what_the_shop_keeps_there() {
    let (app, _) = with_grace().await;
    let id = app.grace().id;
    app.change_customer_metadata(&id, json!({"loyalty": {"points": 7}, "crm": "c-1"})).await;
    app.arrive(&metadata(json!({"name": "Grace Høpper", "department": "navy", "crm": null}))).await;
    app.tick().await;
    let all = json!({"loyalty": {"points": 7}, "crm": "c-1", "name": "Grace Høpper", "department": "navy"});
    assert_eq!(Value::Object(app.grace().metadata), all, "a key that we never set is not ours to take away");
    // She leaves the department; another provider knows nothing of it.
    app.arrive(&metadata(json!({"name": "Grace Høpper", "department": null}))).await;
    app.arrive(&metadata(json!({"badge": 12}))).await;
    app.tick().await;
    let all = json!({"loyalty": {"points": 7}, "crm": "c-1", "name": "Grace Høpper", "badge": 12});
    assert_eq!(Value::Object(app.grace().metadata), all);
    assert_eq!(app.owing().await, 0);
}

#[tokio::test]
async fn what_is_owed_before_the_customer_exists_is_written_once_it_does() {
    let (app, _) = with_grace().await;
    let browser = app.browser();
    app.switches().set(|switches| switches.core.unreachable = true);
    browser.begin_sign_up(&web(), "new@example.com").await;
    browser.post_code(&app.code_for("new@example.com").await).await;
    let account = app.account("new@example.com").await;
    let said = Attributes { metadata: metadata(json!({"tier": "gold"})).metadata, ..member(VIP_GROUP) };
    let mut tx = app.db().begin().await.unwrap();
    customers::want(app.inner(), &mut tx, &account, &said, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    app.switches().reset();
    app.pass(TimeDelta::minutes(1));
    app.tick().await;
    let customer = app.sandbox.customer("acme", "new@example.com").unwrap();
    assert_eq!((customer.group.as_deref(), &customer.metadata["tier"]), (Some("vip"), &"gold".into()));
    assert_eq!(app.owing().await, 0);
}

#[tokio::test]
async fn m11_a_customer_made_anew_gets_group_and_metadata_again() {
    let (app, _) = with_grace().await;
    let said = Attributes { metadata: metadata(json!({"tier": "gold"})).metadata, ..member(VIP_GROUP) };
    app.arrive(&said).await;
    app.tick().await;
    assert!(app.sandbox.remove_customer("acme", EMAIL));
    app.pass(TimeDelta::minutes(1));
    let page = app.browser().sign_in(&legacy().with("scope", VIP), EMAIL, PASSWORD).await;
    assert!(page.landing().parameter("accessToken").is_some());
    assert_eq!((app.grace().group.as_deref(), &app.grace().metadata["tier"]), (Some("vip"), &"gold".into()));
}

#[tokio::test]
async fn m11_a_group_owed_for_a_customer_that_is_gone_reaches_the_new_one() {
    let (app, browser) = with_grace().await;
    assert!(app.sandbox.remove_customer("acme", EMAIL));
    app.arrive(&member(VIP_GROUP)).await;
    app.tick().await;
    let token = browser.token(WEB, VIP, SHOP).await.json();
    assert_eq!((&token["scope"], &token["customer_id"]), (&VIP.into(), &app.grace().id.into()), "{token}");
}

#[tokio::test]
async fn a_crash_while_a_group_is_written_loses_nothing() {
    let (mut app, browser) = with_grace().await;
    app.arrive(&member(VIP_GROUP)).await;
    // As it stands while Commerce Layer is being asked: claimed by the background, the pen in hand.
    let at_work = "update customers set writing_until = $1 + interval '40 seconds',
                   next_attempt_at = $1 + interval '3 minutes'";
    sqlx::query(at_work).bind(app.now()).execute(app.db()).await.unwrap();
    app.crash_and_restart().await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.writes(), 0, "the pen may be in the hand of a living node");
    app.pass(TimeDelta::minutes(3));
    app.tick().await;
    assert_eq!((app.grace().group.as_deref(), app.owing().await), (Some("vip"), 0));
    assert_eq!(browser.token(WEB, VIP, SHOP).await.json()["scope"], VIP);
}

#[tokio::test]
async fn on_several_nodes_at_once_the_last_word_wins() {
    let (app, browser) = with_grace().await;
    let (groups, other) = ([VIP_GROUP, STAFF_GROUP], app.node(|_| {}));
    at_once(32, async |number| match number % 4 {
        0 => app.arrive(&member(groups[(number / 4) % 2])).await,
        1 => drop(browser.token(WEB, VIP, SHOP).await),
        2 => drop(app.tick().await),
        _ => drop(jobs::run_due(&other).await),
    })
    .await;
    let wanted: String =
        sqlx::query_scalar("select group_wanted from customers").fetch_one(app.db()).await.unwrap();
    app.pass(TimeDelta::minutes(30));
    app.tick().await;
    let code = if wanted == VIP_GROUP { "vip" } else { "staff" };
    assert_eq!((app.grace().group.as_deref(), app.owing().await), (Some(code), 0));
}

#[tokio::test]
async fn who_asks_for_a_token_while_the_background_writes_waits_for_it() {
    let (app, browser) = with_grace().await;
    app.arrive(&member(VIP_GROUP)).await;
    app.switches().set(|switches| switches.core.latency_ms = 150);
    let (_, token) = tokio::join!(app.tick(), browser.token(WEB, VIP, SHOP));
    assert_eq!(token.json()["scope"], VIP);
    assert_eq!(app.writes(), 1, "and does not write it once more");
}

/// An arrival in the middle of a write: what was read is no longer what is wanted.
#[tokio::test]
async fn what_is_said_while_the_word_before_is_being_written_is_still_owed() {
    let (app, _) = with_grace().await;
    app.arrive(&Attributes { metadata: metadata(json!({"a": 1})).metadata, ..member(VIP_GROUP) }).await;
    app.switches().set(|switches| switches.core.latency_ms = 150);
    let next = Attributes { metadata: metadata(json!({"a": 2})).metadata, ..member(STAFF_GROUP) };
    let arrival = async {
        while app.writes() == 0 {
            tokio::task::yield_now().await;
        }
        app.arrive(&next).await;
    };
    tokio::join!(app.tick(), arrival);
    assert_eq!(app.owing().await, 1);
    app.switches().reset();
    app.switches().set(|switches| switches.core_limits = false);
    app.tick().await;
    assert_eq!((app.grace().group.as_deref(), &app.grace().metadata["a"]), (Some("staff"), &json!(2)));
    assert_eq!(app.owing().await, 0);
}

#[tokio::test]
async fn a_custom_claim_stands_in_the_tokens_of_this_account_alone() {
    let (app, browser) = with_grace().await;
    let other = app.browser();
    other.sign_up(&app, &web(), "hedy@example.com").await.landing();
    app.arrive(&claim(json!({"idp": "corporate", "roles": ["büyer"]}))).await;
    assert_eq!(app.tick().await, 0, "nothing to write");
    for (browser, expected) in
        [(&browser, json!({"idp": "corporate", "roles": ["büyer"]})), (&other, Value::Null)]
    {
        let token = browser.token(WEB, USA, SHOP).await.json();
        let claims = app.claims("acme", token["access_token"].as_str().unwrap()).await;
        assert_eq!(claims["custom_claim"], expected);
    }
    app.arrive(&Attributes::default()).await;
    app.arrive(&claim(json!({}))).await;
    let token = browser.token(WEB, "market:code:europe", SHOP).await.json();
    let claims = app.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("custom_claim"), None, "an empty one ends it");
}

#[tokio::test]
async fn m13_a_custom_claim_that_is_too_large_is_left_out_and_the_sign_in_works() {
    let (app, browser) = with_grace().await;
    app.arrive(&claim(json!({"groups": vec!["a-group-name-of-thirty-letters"; 120]}))).await;
    let token = browser.token(WEB, USA, SHOP).await.json();
    assert_eq!(token["kind"], "customer", "{token}");
    let claims = app.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("custom_claim"), None);
    assert_eq!(app.count("events where kind = 'custom_claim_left_out' and account_id is not null").await, 1);
    assert!(logged("custom claim left out of the token"));
    assert!(!logged("a-group-name-of-thirty-letters"));
    let page = app.browser().sign_in(&legacy(), EMAIL, PASSWORD).await;
    assert!(page.landing().parameter("accessToken").is_some());
}

#[tokio::test]
async fn g16_what_a_provider_said_is_sealed_in_the_database_and_not_in_the_log() {
    let (app, browser) = with_grace().await;
    let mut said = metadata(json!({"nickname": "Amazing-Grace-1906"}));
    said.custom_claim = Some(json!({"badge": "Navy-Badge-30417"}));
    app.arrive(&said).await;
    app.switches().fail_next_of(Api::Core, 1, 500);
    browser.token(WEB, USA, SHOP).await;
    app.tick().await;
    assert_eq!(app.grace().metadata["nickname"], "Amazing-Grace-1906");
    let dump = app.dump().await;
    for secret in ["Amazing-Grace-1906", "Navy-Badge-30417"] {
        assert_eq!(found_in(&dump, secret), None);
        assert!(!logged(secret));
    }
}

#[tokio::test]
async fn g16_what_was_sealed_for_another_account_is_as_good_as_unsaid() {
    let (app, browser) = with_grace().await;
    app.browser().sign_up(&app, &web(), "hedy@example.com").await.landing();
    app.arrive(&claim(json!({"role": "admiral"}))).await;
    let moved = "update customers set custom_claim_sealed =
                 (select custom_claim_sealed from customers where custom_claim_sealed is not null)";
    sqlx::query(moved).execute(app.db()).await.unwrap();
    let hedy = app.browser();
    hedy.sign_in(&web(), "hedy@example.com", PASSWORD).await;
    for (browser, has) in [(&browser, true), (&hedy, false)] {
        let token = browser.token(WEB, USA, SHOP).await.json();
        let claims = app.claims("acme", token["access_token"].as_str().unwrap()).await;
        assert_eq!(claims.get("custom_claim").is_some(), has);
    }
}

/// The map of nothing, said by a provider whose claims are not mapped.
#[tokio::test]
async fn an_arrival_that_says_nothing_owes_nothing() {
    let (app, _) = with_grace().await;
    let nothing = Attributes { metadata: Map::new(), ..Attributes::default() };
    app.arrive(&nothing).await;
    app.arrive(&no_group()).await;
    app.arrive(&metadata(json!({"never_set": null}))).await;
    assert_eq!((app.owing().await, app.tick().await, app.writes()), (0, 0, 0));
}
