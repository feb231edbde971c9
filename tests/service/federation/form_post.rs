//! Answers that are posted from the provider's own site (`response_mode=form_post`), as Apple does: the post brings
//! no cookie of ours along, so what it says waits, sealed, for the browser that left.

use reqwest::{Method, StatusCode};
use url::{Url, form_urlencoded};
use vestibule::sandbox::upstream::Switch;

use super::door::{BAD_ANSWER, CANCELLED, Door, EXPIRED, OTHER_BROWSER, USED};
use crate::bench::{Browser, Returned, found_in};

const POSTS: &str = "response_mode = \"form_post\"";

async fn answer(door: &Door, browser: &Browser, person: &str) -> Returned {
    let there = door.leave(browser).await.at_provider().await;
    let returned = there.sign_in_as(person).await.returned;
    assert!(returned.form.is_some() && returned.url.query().is_none(), "{returned:?}");
    returned
}

fn field(returned: &Returned, name: &str) -> String {
    let form = returned.form.as_deref().unwrap();
    let mut fields = form_urlencoded::parse(form.as_bytes());
    fields.find(|(it, _)| it == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_posted_answer_signs_in() {
    let door = Door::with("posted", POSTS).await;
    let page = door.knock("vera").await;
    door.came_in(&page, "form_post").await;
    for switch in [Switch::OriginHidden, Switch::UserField] {
        door.takes(switch).await;
    }
    let asked = door.upstream().journal().into_iter().find(|visit| visit.path == "/authorize").unwrap();
    assert_eq!(asked.query["response_mode"], "form_post");
    assert_eq!((door.count("accounts").await, door.count("identities").await), (1, 1));
}

#[tokio::test]
async fn a_posted_answer_may_be_as_wrong_as_any_other() {
    let door = Door::with("posted-wrong", POSTS).await;
    for (switch, words, why) in [
        (Switch::StateWrong, EXPIRED, "no such departure"),
        (Switch::StateMissing, EXPIRED, "no such departure"),
        (Switch::ParametersTwice, EXPIRED, "no such departure"),
        (Switch::IssMissing, BAD_ANSWER, "the promised iss is missing"),
        (Switch::IssWrong, BAD_ANSWER, "iss is another provider"),
        (Switch::CodeMissing, BAD_ANSWER, "neither one code nor one error"),
        (Switch::CodeAndError, BAD_ANSWER, "neither one code nor one error"),
        (Switch::ErrorWithScript, CANCELLED, "the person said no"),
        (Switch::NonceWrong, BAD_ANSWER, "nonce mismatch"),
        (Switch::AlgNone, BAD_ANSWER, "No signature found"),
    ] {
        door.refuses(switch, words, why).await;
    }
}

#[tokio::test]
async fn b01_a_posted_answer_counts_only_in_the_browser_that_left_and_once() {
    let door = Door::with("b01-posted", POSTS).await;
    let (attacker, victim) = (door.browser(), door.browser());
    let lure = answer(&door, &attacker, "victor").await;
    door.leave(&victim).await;
    let page = victim.come_back(&lure).await;
    door.turned_away(&page, "another browser", OTHER_BROWSER, "another browser left").await;
    let own = answer(&door, &victim, "vera").await;
    let page = victim.come_back(&own).await;
    door.came_in(&page, "the browser that left").await;
    let page = victim.come_back(&own).await;
    assert_eq!(page.status(), USED.0, "a reload of the post: {}", page.text());
    let page = attacker.come_back(&lure).await;
    assert_eq!(page.status(), StatusCode::SEE_OTHER, "his own way back is not spoilt: {}", page.text());
    assert_eq!(door.upstream().visits_to("/token"), 2);
    door.tick().await;
}

#[tokio::test]
async fn b15_what_was_posted_first_stays_and_an_address_says_nothing_instead() {
    let door = Door::with("b15-posted", POSTS).await;
    let browser = door.browser();
    let honest = answer(&door, &browser, "vera").await;
    let foreign = answer(&door, &door.browser(), "victor").await;
    let state = field(&honest, "state");
    // A code in the address is not looked at before anything was posted, …
    let mut address = honest.url.clone();
    address.query_pairs_mut().append_pair("code", &field(&foreign, "code")).append_pair("state", &state);
    let page = browser.visit(&address).await;
    door.turned_away(&page, "an address", EXPIRED, "no such departure").await;
    let kept = post(&browser, &honest.url, honest.form.as_deref().unwrap()).await;
    assert_eq!(kept.query(), Some(&*format!("state={state}")), "nothing but the state stands in an address");
    // … nor afterwards, and a second post does not take the place of the first.
    let second = format!("code={}&state={state}", field(&foreign, "code"));
    post(&browser, &honest.url, &second).await;
    let page = browser.visit(&address).await;
    door.came_in(&page, "the first post").await;
    assert_eq!(door.count("accounts where email = 'vera@people.example'").await, 1);
}

/// A post of the provider's site; gives where the browser is sent.
async fn post(browser: &Browser, url: &Url, form: &str) -> Url {
    let post = browser.request(Method::POST, url.as_str()).without_cookies();
    let post = post.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
    post.send().await.location().unwrap()
}

#[tokio::test]
async fn what_waits_for_its_browser_is_sealed() {
    let door = Door::with("sealed-posted", POSTS).await;
    let browser = door.browser();
    let honest = answer(&door, &browser, "vera").await;
    post(&browser, &honest.url, honest.form.as_deref().unwrap()).await;
    assert_eq!(door.count("departures where answer_sealed is not null").await, 1);
    let dump = door.dump().await;
    for name in ["code", "state"] {
        assert_eq!(found_in(&dump, &field(&honest, name)), None, "{name}");
    }
}

#[tokio::test]
async fn what_is_posted_and_is_no_answer_is_refused() {
    let door = Door::with("posted-odd", POSTS).await;
    let browser = door.browser();
    let honest = answer(&door, &browser, "vera").await;
    let form = honest.form.clone().unwrap();
    for (kind, body, status) in [
        ("application/json", form.clone(), 400),
        ("multipart/form-data; boundary=x", form.clone(), 400),
        ("text/plain", form.clone(), 400),
        ("application/x-www-form-urlencoded", "x".repeat(1 << 20), 413),
    ] {
        let post = browser.request(Method::POST, honest.url.as_str()).without_cookies();
        let answer = post.header("content-type", kind).body(body).send().await;
        assert_eq!(answer.status, status, "{kind}");
    }
    for address in ["/federation/nobody/callback", "/federation/posted-odd/callback/"] {
        let url = honest.url.join(address).unwrap();
        let post = browser.request(Method::POST, url.as_str()).without_cookies();
        let post = post.header("content-type", "application/x-www-form-urlencoded").body("a=b");
        assert!(post.send().await.status.as_u16() < 500, "{address}");
    }
    assert_eq!(door.count("departures where answer_sealed is not null").await, 0);
    let page = browser.come_back(&honest).await;
    door.came_in(&page, "an honest post").await;
}

#[tokio::test]
async fn a_provider_that_was_asked_for_an_address_is_not_believed_when_somebody_posts() {
    let door = Door::behind("unposted").await;
    let browser = door.browser();
    let there = door.leave(&browser).await.at_provider().await;
    let mut returned = there.sign_in_as("vera").await.returned;
    returned.form = returned.url.query().map(str::to_owned);
    returned.url.set_query(None);
    let page = browser.come_back(&returned).await;
    door.turned_away(&page, "a post", BAD_ANSWER, "not to be trusted").await;
    assert_eq!(door.upstream().visits_to("/token"), 0);
}

#[tokio::test]
async fn the_name_that_apple_posts_is_a_greeting_and_no_more() {
    let settings = format!("{POSTS}\nscopes = [\"openid\", \"email\"]");
    let door = Door::with("posted-name", &settings).await;
    door.upstream().switches().on(Switch::UserField);
    let page = door.knock("noah").await;
    assert!(page.text().contains("Noah Null"), "{}", page.text());
    // The browser may write anything there: it is text, short, and proves nothing.
    let browser = door.browser();
    let mut forged = answer(&door, &browser, "noah").await;
    let name = format!("<b>Vera</b>{}", "x".repeat(1_000));
    let user = serde_json::json!({"name": {"firstName": name}, "email": "vera@people.example"}).to_string();
    let pairs = [("code", field(&forged, "code")), ("state", field(&forged, "state")), ("user", user)];
    let iss = ("iss", field(&forged, "iss"));
    let form =
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs.iter().chain([&iss])).finish();
    forged.form = Some(form);
    let page = browser.come_back(&forged).await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert!(page.text().contains("<b>Vera</b>xx") && page.text().len() < 1_000, "{}", page.text());
    assert_eq!(page.value_of("Email"), "");
    assert_eq!(door.count("accounts").await, 0);
}
