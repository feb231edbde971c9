//! The database restarts. Whom a node remembers is served throughout; all others are told at once to ask again.

use std::time::{Duration, Instant};

use super::{USA, count, customers, shoppers, until};
use crate::bench::{Answer, Browser, Cluster, PASSWORD, RestartingDatabase, WEB, at_once, web};

const SESSION: &str = "__Host-vestibule-acme";

/// Far less than the five seconds after which a pool gives up.
const AT_ONCE: Duration = Duration::from_secs(3);

#[tokio::test]
async fn while_the_database_restarts_whoever_is_remembered_is_served_and_others_are_told_at_once() {
    let mut database = RestartingDatabase::fresh().await;
    let mut cluster = Cluster::start(&database.url()).await;
    let [warm, other, left, cold] = customers::<4>(&mut cluster).await;
    let thief = with_the_cookie_of(&cluster, &left.0);
    cluster.token(0, &thief, USA).await;
    left.0.sign_out(&web()).await;
    let load = shoppers(&cluster, &[warm, other], USA);
    for node in [0, 1] {
        let before = cluster.served_from_memory(node).await;
        until("it remembers", async || cluster.served_from_memory(node).await > before + 20).await;
        until("it has heard of the sign-out", async || is_guest(&cluster.token(node, &thief, USA).await))
            .await;
    }

    database.stop().await;
    load.more(60).await;
    for node in [0, 1] {
        until("it notices", async || {
            cluster.get(node, &cluster.browser(), "/health/ready").await.status == 503
        })
        .await;
        let began = Instant::now();
        for answer in at_once(20, async |_| cluster.token(node, &cold.0, USA).await).await {
            told_to_wait(&answer);
        }
        told_to_wait(&cluster.get(node, &cold.0, &format!("/api/session?client_id={WEB}")).await);
        // Whoever signed out is nobody's customer, whether or not that can be looked up.
        told_to_wait(&cluster.token(node, &thief, USA).await);
        let page = cluster.get(node, &cold.0, &web().address()).await;
        assert_eq!((page.status.as_u16(), page.is_html()), (503, true));
        assert!(page.body.contains("Back in a moment"), "{}", page.body);
        assert_eq!(page.header("retry-after"), "3");
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
        assert_eq!(cluster.get(node, &cold.0, "/health/live").await.status, 200);
    }
    load.more(200).await;

    database.start().await;
    for node in [0, 1] {
        until("it is back", async || cluster.token(node, &cold.0, USA).await.status == 200).await;
        assert_eq!(cluster.token(node, &cold.0, USA).await.json()["customer_id"], cold.1);
        assert!(is_guest(&cluster.token(node, &thief, USA).await));
        let before = cluster.served_from_memory(node).await;
        until("it hears again", async || cluster.served_from_memory(node).await > before + 20).await;
    }
    let login = web().address();
    until("pages are back", async || cluster.browser().visit(login.clone()).await.status() == 200).await;
    cluster.browser().sign_in(&web(), "c3@example.com", PASSWORD).await.landing();
    let thief = with_the_cookie_of(&cluster, &cold.0);
    cold.0.sign_out(&web()).await;
    for node in [0, 1] {
        until("it hears of sign-outs", async || is_guest(&cluster.token(node, &thief, USA).await)).await;
    }
    load.end().await;
    assert_eq!(count(&mut database.connect().await, "sessions").await, 3);
}

fn with_the_cookie_of(cluster: &Cluster, browser: &Browser) -> Browser {
    let thief = cluster.browser();
    thief.set_cookie(SESSION, &browser.cookie(SESSION).unwrap());
    thief
}

fn is_guest(answer: &Answer) -> bool {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["kind"] == "guest"
}

fn told_to_wait(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "3");
    let error = &answer.json()["error"];
    assert_eq!((&error["code"], &error["retry_after"]), (&"temporarily_unavailable".into(), &3.into()));
    assert_eq!(answer.header("access-control-allow-origin"), "https://shop.acme.example");
}
