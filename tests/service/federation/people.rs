//! What a provider says of a person and we do not take its word for: an address counts as proven only where the
//! operator trusts the provider and the provider says the boolean `true` (catalogue A02).

use vestibule::sandbox::upstream::{Person, Switch};

use super::door::{BAD_ANSWER, Door};
use crate::bench::{PASSWORD, ProviderPlan, web};

const VERA: &str = "vera@people.example";

/// Vera, or somebody who says so, comes from the provider while there is an account with her address. Nothing
/// tells that there is one, nothing is linked, and nobody is signed in.
async fn is_not_joined(door: &Door, case: &str, person: &str) {
    let page = door.knock(person).await;
    assert_eq!(page.url().path(), "/prove", "{case}: {}", page.text());
    assert_eq!(door.count("identities").await, 0, "{case}: linked");
    assert_eq!(door.count("sessions").await, 0, "{case}: signed in");
    let token = page.browser().send_token_request("market:code:usa").await.json();
    assert_eq!(token["kind"], "guest", "{case}");
    door.tick().await;
}

async fn with_an_account(door: &Door) {
    let browser = door.browser();
    browser.sign_up(door, &web(), VERA).await.landing();
    browser.sign_out(&web()).await;
    door.tick().await;
}

#[tokio::test]
async fn a02_an_address_that_is_not_said_to_be_verified_joins_nobody() {
    let door = Door::behind("a02").await;
    with_an_account(&door).await;
    for switch in [Switch::EmailVerifiedMissing, Switch::EmailVerifiedText, Switch::EmailVerifiedFalse] {
        door.upstream().switches().on(switch);
        is_not_joined(&door, &format!("{switch:?}"), "vera").await;
        door.upstream().switches().off(switch);
    }
    for (switch, claim) in [(Switch::EmailVerifiedOne, "email_verified"), (Switch::EmailNotText, "email")] {
        door.upstream().switches().on(switch);
        let page = door.knock("vera").await;
        door.upstream().switches().off(switch);
        assert_eq!(page.status(), BAD_ANSWER.0, "{switch:?}: {}", page.text());
        let log = door.new_warnings();
        assert!(log.contains(&format!("cannot be read, because of {claim}")), "{log}");
        assert_eq!((door.count("identities").await, door.count("sessions").await), (0, 0), "{switch:?}");
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "verified: true").await;
    assert_eq!((door.count("accounts").await, door.count("identities").await), (1, 1));
}

#[tokio::test]
async fn a02_the_same_words_at_userinfo_join_nobody_either() {
    let door = Door::behind("a02-userinfo").await;
    with_an_account(&door).await;
    door.upstream().switches().on(Switch::ClaimsAtUserinfoOnly);
    for switch in [
        Switch::EmailVerifiedMissing,
        Switch::EmailVerifiedText,
        Switch::EmailVerifiedFalse,
        Switch::EmailVerifiedOne,
        Switch::EmailNotText,
        Switch::EmailOdd,
    ] {
        door.upstream().switches().on(switch);
        is_not_joined(&door, &format!("{switch:?}"), "vera").await;
        door.upstream().switches().off(switch);
    }
}

#[tokio::test]
async fn a02_a_provider_that_is_not_trusted_joins_nobody_whatever_it_says() {
    let plan = ProviderPlan { id: "a02-untrusted", settings: "trust_email = false", register: |_| {} };
    let door = Door::planned(plan).await;
    with_an_account(&door).await;
    is_not_joined(&door, "email_verified: true", "vera").await;
    is_not_joined(&door, "another account there", "victor").await;
    is_not_joined(&door, "in capital letters", "vanessa").await;
    let page = door.browser().sign_in(&web(), VERA, PASSWORD).await;
    door.came_in(&page, "the password").await;
}

#[tokio::test]
async fn a02_two_addresses_in_one_are_none() {
    let door = Door::behind("a02-odd").await;
    door.upstream().switches().on(Switch::EmailOdd);
    let page = door.knock("vera").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert_eq!(page.value_of("Email"), "", "no address is offered");
    assert!(door.letters_to("attacker@people.example").await.is_empty());
    assert!(door.letters_to(VERA).await.is_empty());
    assert_eq!(door.count("accounts").await, 0);
}

#[tokio::test]
async fn k05_a_name_with_markup_is_text_wherever_it_stands() {
    let door = Door::behind("k05-name").await;
    let mut person = Person::verified("mark", "<img src=x onerror=alert(1)>", "mark-1", "");
    person.email = None;
    door.upstream().put_person(person);
    door.upstream().switches().on(Switch::NameWithMarkup);
    for who in ["vera", "uma", "mark"] {
        let page = door.knock(who).await;
        assert!(!page.answer.body.contains("<img src=x"), "{who}: {}", page.answer.body);
        let account = page.browser().visit(format!("/account?clientId={}", crate::bench::WEB)).await;
        assert!(!account.answer.body.contains("<img src=x"), "{who}: {}", account.answer.body);
    }
    door.tick().await;
}
