//! Shoppers who go on asking for their tokens, now at one node and now at the other, while something happens to the
//! nodes. Every answer is held against what the shopper must get.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinHandle;

use super::Browser;
use super::cluster::{ask, token_of};

/// Between two questions of one shopper.
const PAUSE: Duration = Duration::from_millis(15);

/// Shoppers at work.
pub struct Load {
    stop: Arc<AtomicBool>,
    answers: Arc<AtomicUsize>,
    shoppers: Vec<JoinHandle<Tally>>,
}

/// What the shoppers met with.
#[derive(Debug, Default)]
pub struct Tally {
    /// Good answers.
    pub answers: usize,
    /// Connections that a node did not take, after which the other one was asked.
    pub not_taken: usize,
    /// Answers that broke off.
    pub broken_off: usize,
    /// Everything else.
    pub failures: Vec<String>,
    /// The tokens that were handed out.
    pub tokens: BTreeSet<String>,
}

impl Load {
    /// Sends each of these shoppers to the nodes at these ports: a browser, the scope it asks for, and the customer it
    /// must be, `null` for a guest.
    pub fn begin(
        ports: [u16; 2],
        shoppers: impl IntoIterator<Item = (Browser, &'static str, Value)>,
    ) -> Self {
        let (stop, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let shoppers = shoppers.into_iter().enumerate().map(|(first, (browser, scope, customer))| {
            let (stop, answers) = (Arc::clone(&stop), Arc::clone(&answers));
            tokio::spawn(async move {
                let mut tally = Tally::default();
                for round in first.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let order = [ports[round % 2], ports[(round + 1) % 2]];
                    tally.ask(&browser, order, scope, &customer).await;
                    answers.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(PAUSE).await;
                }
                tally
            })
        });
        Self { shoppers: shoppers.collect(), stop, answers }
    }

    /// Waits until so many more answers came.
    pub async fn more(&self, answers: usize) {
        let enough = self.answers.load(Ordering::SeqCst) + answers;
        for _ in 0..6000 {
            if self.answers.load(Ordering::SeqCst) >= enough {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the shoppers are not answered any more");
    }

    /// Sends the shoppers home. Not one of them may have been failed.
    pub async fn end(self) -> Tally {
        self.stop.store(true, Ordering::SeqCst);
        let mut all = Tally::default();
        for shopper in self.shoppers {
            let tally = shopper.await.unwrap();
            all.answers += tally.answers;
            all.not_taken += tally.not_taken;
            all.broken_off += tally.broken_off;
            all.failures.extend(tally.failures);
            all.tokens.extend(tally.tokens);
        }
        assert_eq!(all.failures, Vec::<String>::new(), "after {} good answers", all.answers);
        all
    }
}

impl Tally {
    /// Asks one node, and the other one where that takes no connection.
    async fn ask(&mut self, browser: &Browser, ports: [u16; 2], scope: &str, customer: &Value) {
        for port in ports {
            match ask(browser, port, scope).await {
                Ok(answer) => {
                    match token_of(&answer) {
                        Ok((token, owner)) if owner == *customer => {
                            self.answers += 1;
                            self.tokens.insert(token);
                        }
                        Ok((_, owner)) => self.failures.push(format!("{owner} instead of {customer}")),
                        Err(failure) => self.failures.push(failure),
                    }
                    return;
                }
                // A load balancer asks the next node, too.
                Err(error) if error.is_connect() || is_reset(&error) => self.not_taken += 1,
                Err(_) => self.broken_off += 1,
            }
        }
        self.failures.push("no node takes a connection".to_owned());
    }
}

/// What the system says of a connection that waited for a node to take it when the node left.
fn is_reset(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == ErrorKind::ConnectionReset) {
            return true;
        }
        cause = error.source();
    }
    false
}
