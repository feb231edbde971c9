//! More about the person is asked only where the ID token lacks something, and believed only where it is about the
//! same person (catalogue B10).

use chrono::TimeDelta;
use vestibule::sandbox::upstream::Switch;

use super::door::{AWAY, BAD_ANSWER, Door};

#[tokio::test]
async fn b10_userinfo_is_asked_where_the_id_token_lacks_what_is_needed_and_only_then() {
    let door = Door::behind("b10-needed").await;
    let page = door.knock("mila").await;
    door.came_in(&page, "all in the ID token").await;
    assert_eq!(door.upstream().visits_to("/userinfo"), 0);
    door.takes(Switch::ClaimsAtUserinfoOnly).await;
    assert_eq!(door.upstream().visits_to("/userinfo"), 1);
    let verified = "accounts where email = 'vera@people.example' and email_verified_at is not null";
    assert_eq!(door.count(verified).await, 1);
}

#[tokio::test]
async fn b10_userinfo_about_somebody_else_is_not_believed() {
    let door = Door::behind("b10").await;
    door.upstream().switches().on(Switch::ClaimsAtUserinfoOnly);
    for (switch, words, why) in [
        (Switch::UserinfoOtherSubject, BAD_ANSWER, "the userinfo is somebody else's"),
        (Switch::UserinfoNoSubject, BAD_ANSWER, "the userinfo is somebody else's"),
        (Switch::UserinfoAway, AWAY, "its userinfo answers 503"),
        (Switch::UserinfoSigned, AWAY, "not a JSON object"),
        (Switch::UserinfoHtml, AWAY, "not a JSON object"),
        (Switch::UserinfoHuge, AWAY, "larger than"),
        (Switch::UserinfoRedirect, AWAY, "is not followed"),
    ] {
        door.refuses(switch, words, why).await;
    }
    let own = door.upstream().address().to_string();
    let hosts = door.upstream().journal().into_iter().filter(|visit| visit.path == "/userinfo");
    assert!(hosts.into_iter().all(|visit| visit.host == own), "the access token went where a redirect led");
    let page = door.knock("vera").await;
    door.came_in(&page, "an honest userinfo").await;
}

#[tokio::test]
async fn b10_what_nobody_needs_may_be_wrong_or_away() {
    let door = Door::behind("b10-unneeded").await;
    door.takes(Switch::UserinfoOtherSubject).await;
    door.takes(Switch::UserinfoAway).await;
    assert_eq!(door.upstream().visits_to("/userinfo"), 0);
}

#[tokio::test]
async fn without_any_userinfo_the_person_says_and_proves_the_address() {
    let door = Door::behind("no-userinfo").await;
    door.upstream().switches().on(Switch::ClaimsAtUserinfoOnly);
    door.upstream().switches().on(Switch::NoUserinfo);
    let page = door.knock("vera").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert_eq!((door.count("accounts").await, door.count("sessions").await), (0, 0));
    let page = page.fill("Email", "vera@people.example").press("Send code").await;
    let code = door.code_for("vera@people.example").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    door.came_in(&page, "a proven address").await;
    door.pass(TimeDelta::hours(2));
    let page = door.knock("vera").await;
    door.came_in(&page, "known by the subject").await;
}
