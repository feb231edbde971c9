//! One node after the other is stopped and started again, as for an update.

use super::{ASSERTION, GUEST, USA, count, customers, shoppers, two_nodes};

#[tokio::test]
async fn while_the_nodes_restart_one_after_the_other_nobody_is_failed() {
    let (database, mut cluster) = two_nodes().await;
    let signed_in = customers::<2>(&mut cluster).await;
    let load = shoppers(&cluster, &signed_in, USA);
    load.more(60).await;
    for node in [0, 1, 0] {
        cluster.stop(node).await;
        load.more(30).await;
        cluster.restart(node).await;
        load.more(60).await;
    }
    let tally = load.end().await;
    assert!(tally.not_taken > 0, "a stopped node was asked, too");
    assert_eq!(tally.broken_off, 0, "what was taken was answered");
    assert_eq!((cluster.calls(ASSERTION, USA), cluster.calls(GUEST, USA)), (2, 1));
    assert_eq!(count(&mut database.connect().await, "sessions").await, 2);
}
