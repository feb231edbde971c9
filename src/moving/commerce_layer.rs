//! The customers of an organization, straight from its Core API: page by page, at half of the pace that Commerce Layer
//! allows, because the shop reads customers, too (contract 6.4). The integration token is the broker's.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::person::Person;
use super::row::{Field, Row};
use super::{Batch, Intent, Reject};
use crate::app::App;
use crate::broker::{self, BrokerProblem};
use crate::commerce_layer::{CommerceLayerError, CustomerPage};

/// In a test environment 25 reads in ten seconds are taken, and 100 a minute.
const PACE: Duration = Duration::from_millis(1200);
/// Between two tries where Commerce Layer does not answer.
const REST: Duration = Duration::from_secs(15);
const MOST_TRIES: u32 = 20;

/// Where to begin, and how fast to go.
#[derive(Clone, Copy, Debug)]
pub struct CommerceLayerPages {
    /// The first page, from 1 on: an import that was ended early goes on from there.
    pub first: u32,
    /// The time between two pages.
    pub pace: Duration,
}

impl Default for CommerceLayerPages {
    fn default() -> Self {
        Self { first: 1, pace: PACE }
    }
}

/// Begins to read; the batches come over the channel.
pub fn read_commerce_layer(
    app: Arc<App>,
    intent: Intent,
    pages: CommerceLayerPages,
) -> mpsc::Receiver<io::Result<Batch>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut number = pages.first.max(1);
        loop {
            let page = match page(&app, &intent, number).await {
                Ok(page) => page,
                Err(problem) => {
                    let words = format!("page {number} of the customers: {problem}");
                    drop(sender.send(Err(io::Error::other(words))).await);
                    return;
                }
            };
            let last = number >= page.pages;
            let batch = checked(page, number, &intent, &app);
            if sender.send(Ok(batch)).await.is_err() || last {
                return;
            }
            number += 1;
            tokio::time::sleep(pages.pace).await;
        }
    });
    receiver
}

/// Waits as long as Commerce Layer asks to, or is away for a while.
async fn page(app: &App, intent: &Intent, number: u32) -> Result<CustomerPage, BrokerProblem> {
    let mut tries = 0;
    loop {
        let page = broker::as_integration(app, &intent.organization, |commerce_layer, token| async move {
            commerce_layer.customers(&token, number).await
        });
        let wait = match page.await {
            Err(BrokerProblem::CommerceLayer(CommerceLayerError::BudgetSpent { retry_after })) => {
                retry_after.unwrap_or(REST)
            }
            Err(BrokerProblem::CommerceLayer(CommerceLayerError::Unreachable(_))) if tries < MOST_TRIES => {
                REST
            }
            done => return done,
        };
        tries += 1;
        if tries > MOST_TRIES {
            return Err(CommerceLayerError::BudgetSpent { retry_after: Some(wait) }.into());
        }
        tokio::time::sleep(wait).await;
    }
}

fn checked(page: CustomerPage, number: u32, intent: &Intent, app: &App) -> Batch {
    let mut batch = Batch::default();
    let before = u64::from(number - 1) * u64::from(CustomerPage::SIZE);
    for (line, customer) in (before + 1..).zip(page.customers) {
        let mut row = Row::default();
        row.set(Field::Email, &customer.email);
        row.set(Field::Customer, customer.id.as_str());
        match Person::of(row, intent, app.now()) {
            Ok(person) => batch.people.push((line, person)),
            Err(reason) => batch.rejects.push(Reject { line, reason }),
        }
    }
    batch
}
