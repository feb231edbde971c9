use super::*;

#[tokio::test]
async fn a_password_verifies_against_its_own_hash_only() {
    let hasher = Hasher::start(1, 4).unwrap();
    let hash = hasher.hash(&"correct horse".into()).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(hasher.verify(&"correct horse".into(), Some(&hash)).await.unwrap());
    assert!(!hasher.verify(&"battery staple".into(), Some(&hash)).await.unwrap());
}

#[tokio::test]
async fn somebody_unknown_costs_exactly_one_hash_too() {
    let hasher = Hasher::start(1, 4).unwrap();
    assert!(!hasher.verify(&"anything".into(), None).await.unwrap());
    assert_eq!(hasher.computations(), 1);
    assert!(!hasher.verify(&"anything".into(), Some("not a hash")).await.unwrap());
    assert_eq!(hasher.computations(), 2);
}

#[tokio::test]
async fn a_look_tells_that_the_queue_is_full() {
    let hasher = Hasher::start(1, 1).unwrap();
    assert_eq!(hasher.has_room(), Ok(()));
    let password = Secret::new("x");
    let second = async {
        while hasher.computations() == 0 {
            tokio::task::yield_now().await;
        }
        let look = async { hasher.has_room() };
        tokio::join!(hasher.verify(&password, None), look)
    };
    let (first, (second, full)) = tokio::join!(hasher.verify(&password, None), second);
    assert_eq!((first, second, full), (Ok(false), Ok(false), Err(Busy)));
    assert_eq!(hasher.has_room(), Ok(()), "and that it is empty again");
}

#[tokio::test]
async fn a_full_queue_says_busy_instead_of_growing() {
    let hasher = Hasher::start(1, 1).unwrap();
    let password = Secret::new("x");
    let all = futures_util::future::join_all((0..8).map(|_| hasher.verify(&password, None))).await;
    assert!(all.contains(&Err(Busy)));
    assert!(all.iter().any(Result::is_ok));
}

#[tokio::test]
async fn who_waits_for_a_greedy_check_holds_up_nobody_else() {
    let hasher = Hasher::start(1, 4).unwrap();
    let turn = hasher.turn_of_greedy().await.unwrap();
    let password = Secret::new("x");
    let second = async { hasher.convert(&password, |_| true).await };
    let mut next = Box::pin(hasher.turn_of_greedy());
    tokio::select! {
        biased;
        _ = &mut next => panic!("two at once"),
        hash = second => assert!(hash.unwrap().is_some(), "others are served meanwhile"),
    }
    drop(turn);
    assert!(next.await.is_ok());
}
