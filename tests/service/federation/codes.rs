//! What a code is worth: it was made for the very departure that it comes back to. And the token endpoint, where it
//! is exchanged, when it does not do its part.

use url::Url;
use vestibule::sandbox::upstream::Switch;

use super::door::{AWAY, BAD_ANSWER, Door};
use crate::bench::{Browser, Returned};

/// As far as the provider's answer.
async fn answer(door: &Door, browser: &Browser, person: &str) -> Returned {
    door.leave(browser).await.at_provider().await.sign_in_as(person).await.returned
}

/// The answer with the code of another.
fn with_code_of(answer: &Returned, other: &Returned) -> Returned {
    let mut spliced = answer.clone();
    let code = other.url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let kept = answer.url.query_pairs().filter(|(name, _)| name != "code");
    spliced.url.query_pairs_mut().clear().extend_pairs(kept).append_pair("code", &code);
    spliced
}

#[tokio::test]
async fn b15_a_code_of_another_departure_is_worth_nothing_here() {
    let door = Door::behind("b15").await;
    let (attacker, victim) = (door.browser(), door.browser());
    // Whoever holds a stolen code has a state of his own for it.
    let stolen = answer(&door, &victim, "vera").await;
    let own = answer(&door, &attacker, "victor").await;
    let page = attacker.come_back(&with_code_of(&own, &stolen)).await;
    door.turned_away(&page, "a stolen code", BAD_ANSWER, "invalid_grant").await;
    // Two departures of one browser are two departures.
    let (first, second) = (answer(&door, &victim, "vera").await, answer(&door, &victim, "victor").await);
    let page = victim.come_back(&with_code_of(&first, &second)).await;
    door.turned_away(&page, "the other tab's code", BAD_ANSWER, "invalid_grant").await;
}

#[tokio::test]
async fn b15_a_code_that_was_made_without_our_challenge_is_worth_nothing() {
    let door = Door::behind("b15-downgrade").await;
    let browser = door.browser();
    let address = door.leave(&browser).await.provider_address();
    let query = |name: &str| address.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned();
    assert_eq!(query("code_challenge_method"), "S256");
    let kept = address.query_pairs().filter(|(name, _)| !name.starts_with("code_challenge"));
    let mut stripped = address.clone();
    stripped.query_pairs_mut().clear().extend_pairs(kept);
    let there = browser.open_provider(stripped).await;
    let page = there.sign_in_as("vera").await.follow().await;
    door.turned_away(&page, "no challenge", BAD_ANSWER, "invalid_grant").await;
    // With somebody else's challenge the code is his who knows the verifier, and not ours.
    let address = door.leave(&browser).await.provider_address();
    let other = door.leave(&door.browser()).await.provider_address();
    let page = swapped(&browser, &address, &other, "code_challenge").await;
    door.turned_away(&page, "another challenge", BAD_ANSWER, "invalid_grant").await;
    let address = door.leave(&browser).await.provider_address();
    let page = swapped(&browser, &address, &other, "nonce").await;
    door.turned_away(&page, "another nonce", BAD_ANSWER, "nonce mismatch").await;
}

/// Signs in at `address`, with one parameter of `other`.
async fn swapped(browser: &Browser, address: &Url, other: &Url, name: &str) -> crate::bench::Page {
    let foreign = other.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned();
    let kept = address.query_pairs().filter(|(it, _)| it != name);
    let mut swapped = address.clone();
    swapped.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, &foreign);
    browser.open_provider(swapped).await.sign_in_as("vera").await.follow().await
}

#[tokio::test]
async fn b15_every_departure_has_a_state_a_nonce_and_a_challenge_of_its_own() {
    let door = Door::behind("b15-own").await;
    let browser = door.browser();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let address = door.leave(&browser).await.provider_address();
        for name in ["state", "nonce", "code_challenge"] {
            let value = address.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned();
            assert!(value.len() >= 43, "{name}: {value}");
            assert!(!seen.contains(&value), "{name} came twice");
            seen.push(value);
        }
    }
}

#[tokio::test]
async fn a_token_endpoint_that_does_not_do_its_part_is_told_apart_from_one_that_lies() {
    let door = Door::behind("token").await;
    for (switch, words, why) in [
        (Switch::TokenInvalidGrant, BAD_ANSWER, "the provider refused: invalid_grant"),
        (Switch::TokenErrorWithScript, BAD_ANSWER, "the provider refused: invalid_grant"),
        (Switch::TokenServerError, AWAY, "the answer has status 500"),
        (Switch::TokenHtml, AWAY, "unexpected response Content-Type"),
        (Switch::TokenHuge, AWAY, "larger than"),
        (Switch::TokenRedirect, AWAY, "is not followed"),
        (Switch::TokenAway, AWAY, "the connection broke"),
        (Switch::AccessTokenAbsent, AWAY, "its token answer is not one that can be read"),
        (Switch::IdTokenAbsent, BAD_ANSWER, "no ID token came"),
        (Switch::TokenTypeOdd, BAD_ANSWER, "token_type"),
    ] {
        door.refuses(switch, words, why).await;
    }
    let own = door.upstream().address().to_string();
    let hosts = door.upstream().journal().into_iter().filter(|visit| visit.path == "/token");
    assert!(hosts.into_iter().all(|visit| visit.host == own), "the secret went to where a redirect led");
    let page = door.knock("vera").await;
    door.came_in(&page, "the token endpoint is back").await;
}
