//! A provider's published keys: they change while we run, stand beside kinds that nobody knows, are kept while the
//! provider is away, and are not asked for at a stranger's pace.

use chrono::TimeDelta;
use vestibule::sandbox::upstream::Switch;

use super::door::{AWAY, BAD_ANSWER, Door};

const KEYS: &str = "/jwks.json";

#[tokio::test]
async fn keys_may_change_while_we_run() {
    let door = Door::behind("rotated").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "the first keys").await;
    for (case, keep_old) in [("the old keys kept", true), ("the old keys dropped", false)] {
        door.upstream().rotate_keys(keep_old).unwrap();
        let before = door.upstream().visits_to(KEYS);
        let page = door.knock("vera").await;
        door.came_in(&page, case).await;
        assert_eq!(door.upstream().visits_to(KEYS), before + 1, "{case}: asked again once");
        let page = door.knock("vera").await;
        door.came_in(&page, case).await;
        assert_eq!(door.upstream().visits_to(KEYS), before + 1, "{case}: and then known");
    }
    door.upstream().switches().on(Switch::SignEs256);
    door.upstream().rotate_keys(false).unwrap();
    let page = door.knock("vera").await;
    door.came_in(&page, "a new key of the other kind").await;
}

#[tokio::test]
async fn b07_a_key_that_is_no_longer_published_opens_nothing_for_long() {
    let door = Door::behind("b07-dropped").await;
    let browser = door.browser();
    let back = door.leave(&browser).await.at_provider().await.sign_in_as("vera").await;
    door.upstream().switches().on(Switch::JwksEmpty);
    let page = back.follow().await;
    door.turned_away(&page, "no key at all", BAD_ANSWER, "No matching key found").await;
    door.upstream().switches().off(Switch::JwksEmpty);
    let page = door.knock("vera").await;
    door.came_in(&page, "published again").await;
    door.upstream().switches().on(Switch::JwksEmpty);
    door.pass(TimeDelta::minutes(15));
    let page = door.knock("vera").await;
    assert_eq!(page.status(), BAD_ANSWER.0, "{}", page.text());
}

#[tokio::test]
async fn keys_of_unknown_kinds_and_broken_ones_are_passed_over() {
    let door = Door::behind("odd-keys").await;
    door.takes(Switch::JwksUnknownKinds).await;
    door.pass(TimeDelta::minutes(16));
    door.upstream().switches().on(Switch::SignEs256);
    door.takes(Switch::JwksUnknownKinds).await;
}

#[tokio::test]
async fn b06_a_shared_secret_among_the_published_keys_signs_nothing() {
    let door = Door::with("b06-oct", "signing_algorithms = [\"HS256\", \"RS256\"]").await;
    door.upstream().switches().on(Switch::JwksUnknownKinds);
    door.refuses(Switch::Hs256PublicKey, BAD_ANSWER, "Crypto error").await;
    door.takes(Switch::Hs256ClientSecret).await;
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_a_provider_that_is_away() {
    let door = Door::behind("no-keys").await;
    for (switch, why) in [
        (Switch::JwksHtml, "the answer is not JSON"),
        (Switch::JwksHuge, "larger than"),
        (Switch::JwksUnavailable, "the answer has status 503"),
        (Switch::JwksAway, "the connection broke"),
    ] {
        door.refuses(switch, AWAY, why).await;
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "back again").await;
    for switch in [Switch::JwksHtml, Switch::JwksHuge, Switch::JwksUnavailable, Switch::JwksAway] {
        door.pass(TimeDelta::minutes(16));
        door.takes(switch).await;
    }
    door.pass(TimeDelta::hours(25));
    door.upstream().switches().on(Switch::JwksAway);
    let page = door.knock("vera").await;
    assert_eq!(page.status(), AWAY.0, "keys of the day before yesterday");
}

#[tokio::test]
async fn b14_forged_key_ids_do_not_make_us_hammer_a_provider() {
    let door = Door::behind("b14-hammer").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "at first").await;
    assert_eq!(door.upstream().visits_to(KEYS), 1);
    door.upstream().switches().on(Switch::KidUnknown);
    door.pass(TimeDelta::minutes(1));
    for _ in 0..5 {
        let page = door.leave(&door.browser()).await.as_person("victor").await;
        assert_eq!(page.status(), BAD_ANSWER.0, "{}", page.text());
    }
    assert_eq!(door.upstream().visits_to(KEYS), 2, "asked again once, not five times");
    door.upstream().switches().off(Switch::KidUnknown);
    let page = door.leave(&door.browser()).await.as_person("vera").await;
    door.came_in(&page, "honest people meanwhile").await;
}
