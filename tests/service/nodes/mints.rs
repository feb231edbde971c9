//! One call a token and its life, however many nodes and shoppers there are.

use super::{ASSERTION, GUEST, REFRESH, USA, age, count, customers, shoppers, two_nodes, until};

#[tokio::test]
async fn under_load_at_two_nodes_every_token_is_minted_once_in_its_life() {
    let (database, mut cluster) = two_nodes().await;
    let signed_in = customers::<3>(&mut cluster).await;
    let load = shoppers(&cluster, &signed_in, USA);
    load.more(200).await;
    let tally = load.end().await;
    assert_eq!(tally.tokens.len(), 4, "one for each customer, one for all guests");
    let mut connection = database.connect().await;
    assert_eq!(cluster.calls(ASSERTION, USA), 3);
    assert_eq!(cluster.calls(GUEST, USA), 1);
    assert_eq!(cluster.calls(REFRESH, USA), 0);
    assert_eq!(count(&mut connection, "customer_tokens").await, 3);
    assert_eq!(count(&mut connection, "flights").await, 0, "everybody has landed");
}

#[tokio::test]
async fn j05_tokens_that_are_due_at_two_nodes_at_once_are_renewed_once() {
    let (database, mut cluster) = two_nodes().await;
    let mut connection = database.connect().await;
    let signed_in = customers::<2>(&mut cluster).await;
    let load = shoppers(&cluster, &signed_in, USA);
    load.more(60).await;
    let first = cluster.calls(ASSERTION, USA);
    // Due, and served while the next one is fetched; then so short that the next one is waited for.
    for (round, left) in [(1, "12 minutes"), (2, "5 minutes"), (3, "12 minutes")] {
        // A token of the sandbox carries the second of its making: another one needs another second.
        age(&mut connection, &["customer_tokens"], left).await;
        until("both are renewed", async || cluster.calls(REFRESH, USA) >= 2 * round).await;
        load.more(100).await;
        assert_eq!(cluster.calls(REFRESH, USA), 2 * round, "one for each customer ({left})");
    }
    assert_eq!(cluster.calls(ASSERTION, USA), first, "nobody needed to begin anew");
    load.end().await;
    assert_eq!(count(&mut connection, "sessions").await, 2);
}

#[tokio::test]
async fn a_guest_token_that_is_due_at_two_nodes_at_once_is_minted_once() {
    let (database, cluster) = two_nodes().await;
    let mut connection = database.connect().await;
    let load = shoppers(&cluster, &[], USA);
    load.more(40).await;
    for (round, left) in [(1, "12 minutes"), (2, "5 minutes")] {
        age(&mut connection, &["shared_tokens"], left).await;
        until("it is renewed", async || cluster.calls(GUEST, USA) > round).await;
        load.more(100).await;
        assert_eq!(cluster.calls(GUEST, USA), round + 1, "{left}");
    }
    load.end().await;
}
