//! Keeping what was read: a transaction a batch. Whenever it is killed, a batch is here wholly or not at all, and
//! the same file once more finds what is here and adds what is not.

use std::collections::HashMap;
use std::io;

use tokio::sync::mpsc;

use super::person::Person;
use super::{Batch, Intent, Reject, store};
use crate::app::{App, Failure};

/// What came of an import until now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    /// Rows that were read.
    pub read: u64,
    /// Accounts that were made.
    pub imported: u64,
    /// Addresses that had an account, from before or from a row above: nothing of it was changed.
    pub present: u64,
    /// Rows that were not taken.
    pub rejected: u64,
    /// Of the imported: without a password.
    pub without_password: u64,
    /// Of the imported: with an address that nobody has proven.
    pub unverified: u64,
    /// How much of the file was read.
    #[serde(skip)]
    pub bytes: u64,
}

/// Why an import ended early. What was kept until then stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    /// The file cannot be read on.
    #[error("the file cannot be read: {0}")]
    File(#[from] io::Error),
    /// Something else.
    #[error(transparent)]
    Failure(#[from] Failure),
}

crate::app::problem!(ImportProblem);

/// Keeps the batches as they come; `told` hears the totals and the rejects after each.
pub async fn import(
    app: &App,
    intent: &Intent,
    mut batches: mpsc::Receiver<io::Result<Batch>>,
    mut told: impl FnMut(&Totals, &[Reject]) -> io::Result<()>,
) -> Result<Totals, ImportProblem> {
    let mut totals = Totals::default();
    while let Some(batch) = batches.recv().await {
        let Batch { people, mut rejects, bytes } = batch?;
        totals.read += (people.len() + rejects.len()) as u64;
        totals.bytes = bytes;
        keep(app, intent, people, &mut rejects, &mut totals).await?;
        totals.rejected += rejects.len() as u64;
        rejects.sort_by_key(|reject| reject.line);
        told(&totals, &rejects)?;
    }
    Ok(totals)
}

async fn keep(
    app: &App,
    intent: &Intent,
    people: Vec<(u64, Person)>,
    rejects: &mut Vec<Reject>,
    totals: &mut Totals,
) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let people = without_conflicts(&mut tx, intent, people, rejects).await?;
    let made = store::insert(&mut tx, intent, &people, app.now()).await?;
    // A dry run goes the whole way, and then back.
    if intent.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    totals.imported += made.len() as u64;
    totals.present += (people.len() - made.len()) as u64;
    for person in people.iter().filter(|person| made.contains(&person.id)) {
        totals.without_password += u64::from(person.hash.is_none());
        totals.unverified += u64::from(!person.verified);
    }
    Ok(())
}

/// A customer of Commerce Layer is one account's: who claims one that is another's already is not taken.
async fn without_conflicts(
    tx: &mut sqlx::PgConnection,
    intent: &Intent,
    people: Vec<(u64, Person)>,
    rejects: &mut Vec<Reject>,
) -> Result<Vec<Person>, Failure> {
    let wanted: Vec<String> =
        people.iter().filter_map(|(_, person)| person.customer.as_ref()).map(ToString::to_string).collect();
    let mut owners: HashMap<String, String> = if wanted.is_empty() {
        HashMap::new()
    } else {
        store::owners(tx, &intent.organization, &wanted).await?
    };
    let mut good = Vec::with_capacity(people.len());
    for (line, person) in people {
        let email = person.email.canonical();
        let owner = person
            .customer
            .as_ref()
            .map(|id| owners.entry(id.to_string()).or_insert_with(|| email.to_owned()));
        if owner.is_none_or(|owner| owner == email) {
            good.push(person);
        } else {
            let reason = "its customer_id is that of another account".to_owned();
            rejects.push(Reject { line, reason });
        }
    }
    Ok(good)
}
