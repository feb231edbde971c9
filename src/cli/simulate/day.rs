//! The day, second by second. Whoever comes in a second is served at the same time; the clock moves on when all are,
//! or when those who are left wait for the clock. Nothing waits for the time of this machine.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use tokio::time::Instant;

use super::plan::{DAY, Phase, Plan, Visit};
use super::refusal::Refusal;
use super::shop::Shop;
use super::tally::Tally;
use super::visitor::Visitors;
use crate::jobs;
use crate::sandbox::Api;

/// Visits under way at once; further ones begin a second later.
const MOST_AT_ONCE: usize = 400;
/// So often one of the nodes looks for work in the background, in seconds: when nobody rings, when there was some.
const QUIET_TICK: u32 = 300;
const BUSY_TICK: u32 = 5;
/// What really takes time gets so much before the clock moves on while others wait for the clock.
const PACE: Duration = Duration::from_millis(8);
/// Nothing takes longer; the clock moves on all the same.
const LONGEST: Duration = Duration::from_secs(5);
/// After midnight, those who were told to come back get so many seconds.
const AFTER_MIDNIGHT: u32 = 7_200;
/// Whoever came so often in vain comes back after a minute at the earliest, whatever `Retry-After` says.
const EAGER_TRIES: u32 = 3;
const LATER: u32 = 60;
/// Of another's calls on our address so few are left to us.
const LEFT_BY_OTHERS: usize = 3;
const ALLOWED: usize = 30;

/// A visit that is asked for, perhaps not for the first time.
#[derive(Clone, Copy)]
struct Asked {
    visit: Visit,
    tries: u32,
    is_sampled: bool,
}

enum Done {
    Visit(Asked, Result<(), Refusal>),
    /// So much was done.
    Jobs(usize),
}

/// The day.
pub(super) struct Day {
    shop: Arc<Shop>,
    visitors: Arc<Visitors>,
    under_way: FuturesUnordered<LocalBoxFuture<'static, Done>>,
    comebacks: BTreeMap<u32, Vec<Asked>>,
    bells: Vec<watch::Receiver<()>>,
    jobs_run: bool,
    jobs_due: u32,
    limited_before: u64,
    pub(super) tally: Tally,
}

impl Day {
    pub(super) fn new(shop: Arc<Shop>, visitors: Arc<Visitors>) -> Self {
        Self {
            bells: shop.nodes.iter().map(|node| node.app.bell()).collect(),
            shop,
            visitors,
            under_way: FuturesUnordered::new(),
            comebacks: BTreeMap::new(),
            jobs_run: false,
            jobs_due: 0,
            limited_before: 0,
            tally: Tally::default(),
        }
    }

    /// Lives through it; `hour` is told each hour.
    pub(super) async fn pass(&mut self, plan: &Plan, visits: &[Visit], hour: &dyn Fn(u32)) {
        let mut visits = visits.iter().enumerate().peekable();
        loop {
            let second = self.shop.second();
            if second.is_multiple_of(3_600) {
                hour(second / 3_600);
            }
            self.turn_switches(second);
            while let Some((number, visit)) = visits.next_if(|(_, visit)| visit.second <= second) {
                self.begin(Asked {
                    visit: *visit,
                    tries: 0,
                    is_sampled: number.is_multiple_of(plan.sample_every),
                });
            }
            for asked in self.comebacks.remove(&second).unwrap_or_default() {
                self.begin(asked);
            }
            self.begin_jobs(second);
            self.settle().await;
            let is_over = second >= DAY && self.comebacks.is_empty() && self.under_way.is_empty();
            if is_over || second >= DAY + AFTER_MIDNIGHT {
                break;
            }
            self.shop.advance();
        }
        let waiting = self.comebacks.values().map(Vec::len).sum::<usize>() + self.under_way.len();
        self.tally.never_served += waiting as u64;
    }

    fn begin(&mut self, asked: Asked) {
        if self.under_way.len() >= MOST_AT_ONCE {
            return self.come_back(asked, 1);
        }
        let (shop, visitors) = (Arc::clone(&self.shop), Arc::clone(&self.visitors));
        self.under_way.push(Box::pin(async move {
            let is_first = asked.tries == 0;
            let done = visitors.visit(&shop, asked.visit, is_first, asked.is_sampled && is_first).await;
            Done::Visit(asked, done)
        }));
    }

    fn begin_jobs(&mut self, second: u32) {
        let rung = self.bells.iter().any(|bell| bell.has_changed().unwrap_or_default());
        if self.jobs_run || !(rung || second >= self.jobs_due) {
            return;
        }
        self.bells.iter_mut().for_each(watch::Receiver::mark_unchanged);
        self.jobs_run = true;
        let shop = Arc::clone(&self.shop);
        self.under_way.push(Box::pin(async move {
            let turn = second as usize % shop.nodes.len();
            Done::Jobs(jobs::run_due(&shop.nodes[turn].app).await)
        }));
    }

    /// Lets what was begun come to its end, as far as that does not need the clock.
    async fn settle(&mut self) {
        let began = Instant::now();
        // What was begun in the background has begun after this.
        tokio::task::yield_now().await;
        while !self.under_way.is_empty() || !self.shop.is_quiet() {
            let limit = if self.shop.clock.waiting() > 0 { PACE } else { LONGEST };
            if began.elapsed() >= limit {
                return;
            }
            tokio::select! {
                Some(done) = self.under_way.next() => self.end(done),
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
        }
    }

    fn end(&mut self, done: Done) {
        match done {
            Done::Jobs(done) => {
                self.jobs_run = false;
                self.jobs_due = self.shop.second() + if done > 0 { BUSY_TICK } else { QUIET_TICK };
            }
            Done::Visit(asked, Ok(())) => {
                let waited = self.shop.second().saturating_sub(asked.visit.second);
                self.tally.served(Phase::of(asked.visit.second), waited, asked.tries);
            }
            Done::Visit(asked, Err(Refusal::Later(wait))) => {
                self.tally.refused(Phase::of(asked.visit.second));
                let tries = asked.tries + 1;
                let least = if tries < EAGER_TRIES { 1 } else { LATER };
                self.come_back(Asked { tries, ..asked }, in_seconds(wait).max(least));
            }
            Done::Visit(_, Err(Refusal::Broken(why))) => self.tally.broken(why),
        }
    }

    fn come_back(&mut self, asked: Asked, wait: u32) {
        let at = self.shop.second().saturating_add(wait);
        self.comebacks.entry(at).or_default().push(asked);
    }

    fn turn_switches(&mut self, second: u32) {
        let switches = self.shop.sandbox.switches();
        if second == Phase::Outage.begins() || second == Phase::Outage.ends() {
            switches.set(|it| it.unreachable = second == Phase::Outage.begins());
        }
        if second == Phase::Crowded.begins() {
            self.limited_before = self.limited();
            switches.set(|it| it.auth_limit = LEFT_BY_OTHERS);
        }
        if second == Phase::Crowded.ends() {
            switches.set(|it| it.auth_limit = ALLOWED);
            self.tally.limited_while_crowded = self.limited() - self.limited_before;
        }
        if second == Phase::Revoked.begins() {
            self.shop.sandbox.revoke_all_access_tokens();
            self.visitors.revocations.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn limited(&self) -> u64 {
        self.shop.sandbox.too_many_requests(Api::Auth)
    }
}

/// Rounded up: whoever comes a moment too early comes in vain.
fn in_seconds(wait: Duration) -> u32 {
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(whole).unwrap_or(u32::MAX)
}
