//! A provider whose answer stops in the middle: people wait a few seconds, read a page, and the house goes on.

use std::time::{Duration, Instant};

use vestibule::sandbox::upstream::Switch;

use super::door::{AWAY, Door};

const SLOW: &str = "no complete answer in time";

#[tokio::test]
async fn k18_a_provider_that_never_ends_is_waited_for_a_few_seconds_and_no_longer() {
    let [token, discovery, keys, userinfo] = [
        Door::behind("slow-token").await,
        Door::behind("slow-discovery").await,
        Door::behind("slow-keys").await,
        Door::behind("slow-userinfo").await,
    ];
    userinfo.upstream().switches().on(Switch::ClaimsAtUserinfoOnly);
    discovery.upstream().switches().on(Switch::DiscoverySlow);
    let begun = Instant::now();
    let at_discovery = async {
        let page = discovery.leave(&discovery.browser()).await;
        discovery.turned_away(&page, "DiscoverySlow", AWAY, SLOW).await;
        // Everybody else is told at once: nobody asks again right after a failure.
        let again = Instant::now();
        discovery.leave(&discovery.browser()).await;
        assert!(again.elapsed() < Duration::from_secs(6), "{:?}", again.elapsed());
    };
    tokio::join!(
        token.refuses(Switch::TokenSlow, AWAY, SLOW),
        keys.refuses(Switch::JwksSlow, AWAY, SLOW),
        userinfo.refuses(Switch::UserinfoSlow, AWAY, SLOW),
        at_discovery,
    );
    // Eight seconds of theirs, and as much of a busy machine's.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(discovery.upstream().visits_to("/.well-known/openid-configuration"), 1);
}
