use std::collections::BTreeSet;

use vestibule::sandbox::upstream::*;

use super::bench::*;

#[test]
fn every_switch_has_a_name_and_a_sentence_of_its_own() {
    let names: BTreeSet<_> = Switch::ALL.iter().map(|switch| switch.name()).collect();
    let of_group: BTreeSet<_> =
        Switch::ALL.iter().map(|switch| (switch.group(), switch.sentence(), switch.name())).collect();
    assert_eq!((names.len(), of_group.len()), (Switch::ALL.len(), Switch::ALL.len()));
    for switch in Switch::ALL {
        assert!(switch.sentence().ends_with('.'), "{switch:?}");
        assert_eq!(Switch::named(&switch.name()), Some(*switch));
    }
    assert_eq!(Switch::AlgNone.name(), "alg_none");
    assert_eq!(Switch::named("no_such_switch"), None);
}

#[tokio::test]
async fn once_is_used_up_by_what_it_is_about_and_by_nothing_else() {
    let bench = Bench::new().await;
    let switches = bench.upstream.switches();
    switches.once(Switch::NonceWrong);
    bench.json("/.well-known/openid-configuration").await;
    bench.ask(&request()).await;
    assert_eq!(switches.position(Switch::NonceWrong), Position::Once);
    assert_eq!(bench.claims("vera").await["nonce"], "of-another-request");
    assert_eq!(switches.position(Switch::NonceWrong), Position::Off);
    assert_eq!(bench.claims("vera").await["nonce"], "the-nonce");
}

#[tokio::test]
async fn choices_of_an_honest_provider_stay_however_they_were_set() {
    let bench = Bench::new().await;
    bench.upstream.switches().once(Switch::SignEs256);
    for _ in 0..2 {
        assert_eq!(header(&bench.id_token("vera").await)["alg"], "ES256");
    }
    bench.upstream.switches().reset();
    assert_eq!(header(&bench.id_token("vera").await)["alg"], "RS256");
}
