//! Load: a closed loop, where everybody asks again when answered, or shoppers who arrive whether or not the server
//! keeps up. Every answer is looked at.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::dice::Dice;
use crate::wire::{Answer, Connection};

/// A request, and what tells a good answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The bytes to send.
    pub request: Vec<u8>,
    /// The status of a good answer.
    pub status: u16,
    /// Texts that a good answer holds.
    pub holds: Vec<String>,
}

/// Questions that are asked in turn.
pub struct Questions {
    all: Vec<Question>,
    next: AtomicUsize,
}

impl Questions {
    pub fn new(all: Vec<Question>) -> Arc<Self> {
        Arc::new(Self { all, next: AtomicUsize::new(0) })
    }

    fn next(&self) -> &Question {
        &self.all[self.next.fetch_add(1, Ordering::Relaxed) % self.all.len()]
    }
}

/// What became of the requests of one measurement.
#[derive(Debug, Default)]
pub struct Tally {
    /// How long good answers took.
    pub good: Vec<Duration>,
    /// How long it took to be told to come again (503 with `Retry-After`).
    pub shed: Vec<Duration>,
    /// Everything else, by what was wrong.
    pub failed: BTreeMap<String, usize>,
    /// How long the measurement took.
    pub lasted: Duration,
}

impl Tally {
    /// Good answers a second.
    pub fn per_second(&self) -> f64 {
        count(self.good.len()) / self.lasted.as_secs_f64()
    }

    /// All requests that were answered or failed.
    pub fn all(&self) -> f64 {
        count(self.good.len() + self.shed.len() + self.failed.values().sum::<usize>())
    }

    fn note(&mut self, question: &Question, answer: &io::Result<Answer<'_>>, took: Duration) {
        match answer {
            Ok(answer) if is_good(question, answer) => self.good.push(took),
            Ok(answer) if answer.status == 503 && answer.header("retry-after").is_some() => {
                self.shed.push(took);
            }
            Ok(answer) if answer.status == question.status => {
                self.fail("not the answer asked for".to_owned());
            }
            Ok(answer) => self.fail(format!("status {}", answer.status)),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn fail(&mut self, reason: String) {
        *self.failed.entry(reason).or_default() += 1;
    }

    fn add(&mut self, other: Self) {
        self.good.extend(other.good);
        self.shed.extend(other.shed);
        for (reason, times) in other.failed {
            *self.failed.entry(reason).or_default() += times;
        }
    }
}

fn is_good(question: &Question, answer: &Answer<'_>) -> bool {
    answer.status == question.status && question.holds.iter().all(|text| answer.holds(text))
}

/// The duration below which `percent` of all stay, in milliseconds.
pub fn quantile(times: &[Duration], percent: usize) -> Option<f64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).map(|time| time.as_secs_f64() * 1e3)
}

/// `connections` that each ask again as soon as they are answered.
pub async fn closed(
    address: SocketAddr,
    questions: &Arc<Questions>,
    connections: usize,
    lasting: Duration,
) -> Outcome<Tally> {
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for _ in 0..connections {
        let questions = Arc::clone(questions);
        asking.spawn(async move { ask_again_and_again(address, &questions, began + lasting).await });
    }
    let mut all = Tally::default();
    while let Some(tally) = asking.join_next().await {
        all.add(tally?);
    }
    all.lasted = began.elapsed();
    Ok(all)
}

async fn ask_again_and_again(address: SocketAddr, questions: &Questions, until: Instant) -> Tally {
    let (mut tally, mut open) = (Tally::default(), None);
    while Instant::now() < until {
        let (question, began) = (questions.next(), Instant::now());
        let asked = ask(address, &mut open, question, &mut tally, began).await;
        if asked.is_err() {
            open = None;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    tally
}

async fn ask(
    address: SocketAddr,
    open: &mut Option<Connection>,
    question: &Question,
    tally: &mut Tally,
    began: Instant,
) -> io::Result<()> {
    let connection = match open {
        Some(connection) => connection,
        None => {
            open.insert(Connection::open(address).await.inspect_err(|error| tally.fail(error.to_string()))?)
        }
    };
    let answer = connection.ask(&question.request).await;
    tally.note(question, &answer, began.elapsed());
    answer.map(drop)
}

/// Shoppers who arrive by chance, `per_second` on average, and wait as long as it takes. Their time begins when they
/// wanted to come: a server that is behind does not make it look shorter.
pub async fn arriving(
    address: SocketAddr,
    questions: &Arc<Questions>,
    per_second: f64,
    lasting: Duration,
) -> Outcome<Tally> {
    let (mut dice, began) = (Dice(1), Instant::now());
    let kept: Arc<Mutex<Vec<Connection>>> = Arc::default();
    let mut asking = JoinSet::new();
    let mut due = began + dice.until_next(per_second);
    while due < began + lasting {
        tokio::time::sleep_until(due.into()).await;
        let (questions, kept) = (Arc::clone(questions), Arc::clone(&kept));
        asking.spawn(async move {
            let (mut tally, mut open) = (Tally::default(), locked(&kept, Vec::pop));
            if ask(address, &mut open, questions.next(), &mut tally, due).await.is_ok() {
                locked(&kept, |kept| kept.extend(open));
            }
            tally
        });
        due += dice.until_next(per_second);
    }
    let mut all = Tally::default();
    while let Some(tally) = asking.join_next().await {
        all.add(tally?);
    }
    all.lasted = began.elapsed();
    Ok(all)
}

fn locked<T>(kept: &Mutex<Vec<Connection>>, act: impl FnOnce(&mut Vec<Connection>) -> T) -> T {
    act(&mut kept.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A count for division.
pub fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
