//! The node that is fetching a token for all is killed: another one takes its place when the lease is over.

use serde_json::Value;
use vestibule::sandbox::Api;

use super::{ASSERTION, EUROPE, GUEST, USA, count, customers, shoppers, two_nodes, until};
use crate::bench::at_once;

#[tokio::test]
async fn killed_while_it_mints_a_node_is_replaced_and_nobody_is_signed_out() {
    let (database, mut cluster) = two_nodes().await;
    let mut connection = database.connect().await;
    let signed_in = customers::<2>(&mut cluster).await;
    let load = shoppers(&cluster, &signed_in, USA);
    load.more(40).await;

    // Only the first node is asked for the other market: it leads.
    cluster.sandbox.switches().set(|switches| switches.trouble(Api::Auth).latency_ms = 4000);
    let (grace, id) = &signed_in[0];
    let port = cluster.ports[0];
    for browser in [grace.clone(), cluster.browser()] {
        let address =
            format!("http://localhost:{port}/api/token?client_id={}&scope={EUROPE}", crate::bench::WEB);
        let asking = browser.request(reqwest::Method::GET, &address).try_send();
        tokio::spawn(async move { drop(asking.await) });
    }
    let under_way = "token_calls where ended_at is null and purpose in ('guest', 'other_scope')";
    until("both calls are under way", async || count(&mut connection, under_way).await == 2).await;
    cluster.kill(0);
    cluster.sandbox.switches().reset();

    let guest = cluster.browser();
    let answers = at_once(20, async |number| match number % 2 {
        0 => cluster.token(1, grace, EUROPE).await.json(),
        _ => cluster.token(1, &guest, EUROPE).await.json(),
    });
    for (number, answer) in answers.await.iter().enumerate() {
        let customer = if number % 2 == 0 { id } else { &Value::Null };
        assert_eq!(&answer["customer_id"], customer, "{answer}");
    }
    cluster.restart(0).await;
    load.more(100).await;
    for node in [0, 1] {
        assert_eq!(&cluster.token(node, grace, EUROPE).await.json()["customer_id"], id);
        assert_eq!(cluster.token(node, &guest, EUROPE).await.json()["kind"], "guest");
    }
    let tally = load.end().await;
    assert!(tally.not_taken > 0, "the dead node was asked, too");
    let calls = [cluster.calls(ASSERTION, EUROPE), cluster.calls(GUEST, EUROPE)];
    assert!(calls.iter().all(|calls| (1..=2).contains(calls)), "{calls:?}: the lost one and its successor");
    assert_eq!([cluster.calls(ASSERTION, USA), cluster.calls(GUEST, USA)], [2, 1]);
    assert_eq!(count(&mut connection, "sessions").await, 2);
}
