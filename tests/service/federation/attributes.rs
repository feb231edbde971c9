//! What a provider says of a person reaches Commerce Layer: the customer group before a token of a private market is
//! minted, the metadata, and the token's `custom_claim`.

use serde_json::json;
use vestibule::sandbox::Api;
use vestibule::sandbox::upstream::{Person, Switch};

use super::door::Door;
use crate::bench::{Browser, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const VIP: &str = "market:code:vip";
const USA: &str = "market:code:usa";

const MAPPED: &str = r#"
[providers.claims]
groups = "groups"
[providers.customer_groups]
vip = "AcmeGrpVip"
[providers.metadata]
full_name = "name"
staff_number = "https://acme.example/staff"
[providers.custom_claims]
who = "name"
roles = "groups"
"#;

async fn signed_in(door: &Door, person: &str) -> Browser {
    let page = door.knock(person).await;
    page.landing();
    page.browser()
}

#[tokio::test]
async fn a_member_s_first_token_is_for_the_private_market() {
    let door = Door::with("groups", MAPPED).await;
    let browser = signed_in(&door, "mila").await;
    // Nothing has run in the background: the first request finds the customer, writes the group and mints.
    let token = browser.token(WEB, VIP, SHOP).await.json();
    assert_eq!((&token["kind"], &token["scope"]), (&"customer".into(), &VIP.into()), "{token}");
    assert_eq!(door.sandbox.customer("acme", "mila@people.example").unwrap().group.as_deref(), Some("vip"));
    let journal = door.sandbox.journal();
    let written = journal.iter().position(|call| call.method == "PATCH").unwrap();
    let minted = journal.iter().rposition(|call| call.api == Api::Auth).unwrap();
    assert!(written < minted, "the group comes before the token");
    door.tick().await;
}

#[tokio::test]
async fn the_shop_that_wants_its_token_in_the_address_gets_the_private_market_s() {
    let door = Door::with("groups-legacy", MAPPED).await;
    let link = legacy().with("scope", VIP);
    let page = door.browser().visit(link.address()).await.click(&door.button()).await;
    let mut page = page.as_person("mila").await;
    for _ in 0..5 {
        if page.answer.location().is_some() {
            break;
        }
        door.tick().await;
        page = page.click("Continue").await;
    }
    let landing = page.landing();
    assert_eq!(landing.parameter("scope").as_deref(), Some(VIP));
    let claims = door.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["market"]["id"], json!(["AcmeMktVip"]));
    door.tick().await;
}

#[tokio::test]
async fn whoever_is_in_no_group_stays_out_of_the_private_market() {
    let door = Door::with("no-groups", MAPPED).await;
    let browser = signed_in(&door, "vera").await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, 403);
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    for odd in [json!({"vip": true}), json!("VIP"), json!(["vip2", " vip", ["vip"], 1]), json!(null)] {
        let mut person = Person::verified("vera", "Vera Verdi", "vera-0001", "vera@people.example");
        person.claims.insert("groups".to_owned(), odd.clone());
        door.upstream().put_person(person);
        let browser = signed_in(&door, "vera").await;
        assert_eq!(browser.token(WEB, VIP, SHOP).await.status, 403, "{odd}");
    }
    door.tick().await;
}

#[tokio::test]
async fn a_group_that_is_lost_at_the_provider_is_lost_at_the_next_sign_in() {
    let door = Door::with("groups-lost", MAPPED).await;
    let browser = signed_in(&door, "mila").await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.json()["kind"], "customer");
    let mila = Person::verified("mila", "Mila Member", "mila-0005", "mila@people.example");
    door.upstream().put_person(mila);
    let browser = signed_in(&door, "mila").await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, 403);
    assert_eq!(door.sandbox.customer("acme", "mila@people.example").unwrap().group, None);
    door.tick().await;
}

#[tokio::test]
async fn groups_of_the_userinfo_count_and_those_of_somebody_else_s_do_not() {
    let door = Door::with("groups-userinfo", MAPPED).await;
    door.upstream().switches().on(Switch::ClaimsAtUserinfoOnly);
    door.upstream().switches().on(Switch::UserinfoOtherSubject);
    let page = door.knock("mila").await;
    assert_eq!(page.status(), 400, "{}", page.text());
    assert_eq!(door.count("accounts").await, 0);
    door.upstream().switches().off(Switch::UserinfoOtherSubject);
    let browser = signed_in(&door, "mila").await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.json()["kind"], "customer");
    door.tick().await;
}

#[tokio::test]
async fn claims_become_the_token_s_custom_claim_and_the_customer_s_metadata() {
    let door = Door::with("claims", MAPPED).await;
    let mut mila = door.upstream().people().into_iter().find(|person| person.id == "mila").unwrap();
    mila.claims.insert("https://acme.example/staff".to_owned(), json!(4711));
    door.upstream().put_person(mila);
    let browser = signed_in(&door, "mila").await;
    let token = browser.token(WEB, USA, SHOP).await.json();
    let claims = door.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["custom_claim"], json!({"who": "Mila Member", "roles": ["vip"]}));
    door.tick().await;
    let customer = door.sandbox.customer("acme", "mila@people.example").unwrap();
    assert_eq!(customer.metadata["full_name"], "Mila Member");
    assert_eq!(customer.metadata["staff_number"], 4711);
    // What nobody mapped goes nowhere.
    assert_eq!(claims["custom_claim"].get("email"), None);
    assert_eq!(customer.metadata.get("groups"), None);
}

#[tokio::test]
async fn m13_a_claim_that_is_far_too_long_is_left_out_and_the_person_comes_in() {
    let door = Door::with("claims-long", MAPPED).await;
    let mut mila = door.upstream().people().into_iter().find(|person| person.id == "mila").unwrap();
    let many: Vec<String> = (0..400).map(|number| format!("group-{number:020}")).collect();
    mila.claims.insert("groups".to_owned(), json!(many));
    door.upstream().put_person(mila);
    let browser = signed_in(&door, "mila").await;
    let token = browser.token(WEB, USA, SHOP).await.json();
    assert_eq!(token["kind"], "customer", "{token}");
    let claims = door.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("custom_claim"), None);
    door.tick().await;
}

#[tokio::test]
async fn without_a_mapping_nothing_is_written() {
    let door = Door::behind("unmapped").await;
    let browser = signed_in(&door, "mila").await;
    assert_eq!(browser.token(WEB, VIP, SHOP).await.status, 403);
    let token = browser.token(WEB, USA, SHOP).await.json();
    let claims = door.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("custom_claim"), None);
    door.tick().await;
    assert!(door.sandbox.journal().iter().all(|call| call.method != "PATCH"));
    let page = door.browser().visit(web().with("scope", VIP).address()).await;
    assert_eq!(page.status(), 200, "the page is no secret");
}
