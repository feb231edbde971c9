//! The claims of an ID token: whose word it is, for whom, from when until when, about whom, and for which departure.

use vestibule::sandbox::upstream::{Person, Switch};

use super::door::{BAD_ANSWER, Door};

#[tokio::test]
async fn b04_an_id_token_belongs_to_the_departure_that_it_is_the_answer_to() {
    let door = Door::behind("b04").await;
    for (switch, why) in [
        (Switch::NonceMissing, "Invalid nonce: missing nonce claim"),
        (Switch::NonceWrong, "Invalid nonce: nonce mismatch"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "an honest answer").await;
}

#[tokio::test]
async fn b09_issuer_and_audience_are_compared_letter_by_letter() {
    let door = Door::behind("b09-who").await;
    for (switch, why) in [
        (Switch::TokenIssMissing, "the ID token lacks iss"),
        (Switch::TokenIssWrong, "Invalid issuer"),
        (Switch::TokenIssSlash, "Invalid issuer"),
        (Switch::AudMissing, "Invalid audiences"),
        (Switch::AudWrong, "Invalid audiences"),
        (Switch::AudListEmpty, "Invalid audiences"),
        (Switch::AudListWithoutAzp, "not a trusted audience"),
        (Switch::AudListWrongAzp, "not a trusted audience"),
        (Switch::AzpWrong, "azp is somebody else"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    door.takes(Switch::AudListRightAzp).await;
}

#[tokio::test]
async fn b09_an_id_token_is_from_now() {
    let door = Door::behind("b09-when").await;
    for (switch, why) in [
        (Switch::IatMissing, "the ID token lacks iat"),
        (Switch::ExpMissing, "the ID token lacks exp"),
        (Switch::ExpText, "the ID token cannot be read"),
        (Switch::Expired, "Expired"),
        (Switch::IssuedInFuture, "iat is in the future"),
        (Switch::NbfInFuture, "nbf is in the future"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    door.takes(Switch::FloatDates).await;
}

#[tokio::test]
async fn b09_a_clock_may_be_a_minute_off_and_no_more() {
    let door = Door::behind("b09-skew").await;
    // When the token is made, a minute after this. Of all times, `nbf` is the one that people may bring along.
    let at = i32::try_from(door.now().timestamp()).unwrap() + 60;
    let nbf = |seconds: f64| {
        let mut person = Person::verified("vera", "Vera Verdi", "vera-0001", "vera@people.example");
        person.claims.insert("nbf".to_owned(), (f64::from(at) + seconds).into());
        door.upstream().put_person(person);
    };
    nbf(60.5);
    let page = door.knock("vera").await;
    door.turned_away(&page, "nbf too late", BAD_ANSWER, "nbf is in the future").await;
    nbf(120.0);
    let page = door.knock("vera").await;
    door.came_in(&page, "nbf within the skew").await;
}

#[tokio::test]
async fn b09_a_subject_is_a_text_of_1_to_255_characters() {
    let door = Door::behind("b09-sub").await;
    for (switch, why) in [
        (Switch::SubMissing, "the ID token lacks sub"),
        (Switch::SubEmpty, "a sub of 0 characters"),
        (Switch::SubNotText, "the ID token cannot be read"),
        (Switch::SubTooLong, "a sub of 256 characters"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    let page = door.knock("leo").await;
    door.turned_away(&page, "Leo Longer", BAD_ANSWER, "a sub of 256 characters").await;
    let page = door.knock("lea").await;
    door.came_in(&page, "255 characters").await;
}

#[tokio::test]
async fn b09_a_token_names_the_access_token_that_came_along() {
    let door = Door::behind("b09-hash").await;
    door.refuses(Switch::AtHashWrong, BAD_ANSWER, "at_hash is of another access token").await;
    door.upstream().switches().on(Switch::SignEs256);
    door.refuses(Switch::AtHashWrong, BAD_ANSWER, "at_hash is of another access token").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "an honest answer").await;
}
