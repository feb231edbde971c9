//! Sign-ins against the ceiling that argon2 sets: as many as go, the latency at a load that is carried, and what
//! becomes of those who are too many.
//!
//! On a shared machine the ceiling itself moves within seconds. Sign-ins and argon2 alone therefore take turns, a round
//! is compared with the ceilings right before and after it, and one whose ceilings disagree says nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::control::{self, Ceiling};
use crate::figures::Figures;
use crate::load::{self, Questions, Tally, count, quantile};
use crate::people::{self, Person};
use crate::plan::Plan;
use crate::service::Service;
use crate::world::World;

/// Enough to keep every thread busy, few enough to find a place before it.
const WAITING_PER_THREAD: usize = 4;

/// A ceiling may differ so much from the next before nothing between them is believed.
const STEADY: f64 = 1.2;

/// Nobody signs in more often than hashes can be computed: a round that says so has proven its ceilings wrong, and with
/// them those of the other rounds. It is not left out, which would only make the rest look better.
const IMPOSSIBLE: f64 = 1.05;

/// More than any queue of ours holds a thread.
const LONGEST_QUEUE: usize = 64;

/// Measures; the service waits while argon2 is measured alone.
pub async fn measure(world: &World, people: &[Person], plan: &Plan, figures: &mut Figures) -> Outcome<()> {
    let settings = format!("[passwords]\nhashing_threads = {}\n", plan.hashing_threads);
    let service = Service::start(world, &settings).await?;
    let bench = Bench {
        plan,
        questions: Questions::new(people::sign_ins(service.address, people)),
        service: &service,
    };
    let ceilings = bench.saturated(figures).await?;
    let ceiling = bench.carried(ceilings, figures).await?;
    bench.flooded(ceiling, figures).await?;
    figures.put("signin_memory_mb", service.meter().memory()?.resident);
    service.stop().await
}

struct Bench<'a> {
    plan: &'a Plan,
    questions: Arc<Questions>,
    service: &'a Service,
}

impl Bench<'_> {
    /// Gives the ceilings, one more than there were rounds.
    async fn saturated(&self, figures: &mut Figures) -> Outcome<Vec<Ceiling>> {
        figures.fail("signin_saturated", &self.closed(self.plan.warming).await?);
        let mut ceilings = vec![control::argon2(self.plan).await?];
        let (mut tallies, mut used) = (Vec::new(), Duration::ZERO);
        for _ in 0..self.plan.rounds {
            let before = self.service.meter().cpu()?;
            tallies.push(self.closed(self.plan.round).await?);
            used += self.service.meter().cpu()?.saturating_sub(before);
            ceilings.push(control::argon2(self.plan).await?);
        }
        for tally in &tallies {
            figures.fail("signin_saturated", tally);
        }
        put_ratios(&tallies, &ceilings, figures);
        put_costs(&tallies, &ceilings, used, figures);
        Ok(ceilings)
    }

    /// Gives the ceiling after it.
    async fn carried(&self, ceilings: Vec<Ceiling>, figures: &mut Figures) -> Outcome<f64> {
        let before = ceilings.last().map_or(0.0, |ceiling| ceiling.per_second);
        let tally = self.arriving(before * self.plan.carried).await?;
        let after = control::argon2(self.plan).await?.per_second;
        put_quantile("signin_p95_ms", &tally.good, figures);
        figures.put("signin_carried_per_s", tally.per_second());
        figures.put("signin_carried_part", before * self.plan.carried / f64::midpoint(before, after));
        if !is_steady(before, after) {
            figures.doubt("signin_p95_ms", "argon2 alone changed its speed meanwhile");
        }
        figures.fail("signin_carried", &tally);
        Ok(after)
    }

    /// Nobody may be left without an answer, and none may be anything but a sign-in or "come again".
    async fn flooded(&self, ceiling: f64, figures: &mut Figures) -> Outcome<()> {
        let mut tally = self.arriving(ceiling * self.plan.flood).await?;
        figures.put("signin_shed_arrived", tally.all());
        figures.put("signin_shed_served", count(tally.good.len()));
        figures.put("signin_shed_refused", count(tally.shed.len()));
        figures.put("signin_shed_served_per_s", tally.per_second());
        put_quantile("signin_shed_served_p95_ms", &tally.good, figures);
        put_quantile("signin_shed_refused_p95_ms", &tally.shed, figures);
        let too_many = tally.all() * (1.0 - 1.0 / self.plan.flood);
        if std::mem::take(&mut tally.shed).is_empty() {
            if too_many > count(self.plan.hashing_threads * LONGEST_QUEUE) {
                figures.fail_for("signin_shed", "nobody was told to come again", 1);
            } else {
                figures.doubt("signin_shed_refused", "too few arrived to fill a queue");
            }
        }
        figures.fail("signin_shed", &tally);
        Ok(())
    }

    async fn closed(&self, lasting: Duration) -> Outcome<Tally> {
        let connections = self.plan.hashing_threads * WAITING_PER_THREAD;
        load::closed(self.service.address, &self.questions, connections, lasting).await
    }

    async fn arriving(&self, per_second: f64) -> Outcome<Tally> {
        load::arriving(self.service.address, &self.questions, per_second, self.plan.signing_in).await
    }
}

/// Where no round had steady ceilings, nothing is published: a number would be taken for one.
fn put_ratios(tallies: &[Tally], ceilings: &[Ceiling], figures: &mut Figures) {
    let rounds = tallies.iter().zip(ceilings.windows(2));
    let steady = rounds.filter(|(_, around)| is_steady(around[0].per_second, around[1].per_second));
    let mut ratios: Vec<f64> = steady
        .map(|(tally, around)| tally.per_second() / f64::midpoint(around[0].per_second, around[1].per_second))
        .collect();
    ratios.sort_by(f64::total_cmp);
    figures.put("signin_rounds_steady", count(ratios.len()));
    if let (Some(lowest), Some(highest)) = (ratios.first(), ratios.last()) {
        figures.put("signin_vs_argon2", ratios[ratios.len() / 2]);
        figures.put("signin_vs_argon2_lowest", *lowest);
        figures.put("signin_vs_argon2_highest", *highest);
    }
    if ratios.last().is_some_and(|highest| *highest > IMPOSSIBLE) {
        let why = "more sign-ins than hashes: argon2 alone did not get the processor";
        figures.doubt("signin_vs_argon2", why);
        // Then the load that was to be carried, a part of that ceiling, was not what it is called, either.
        figures.doubt("signin_p95_ms", why);
    } else if ratios.len() * 2 <= tallies.len() {
        figures.doubt("signin_vs_argon2", "argon2 alone changed its speed in most rounds");
    }
}

/// CPU time hardly depends on what else the machine does.
fn put_costs(tallies: &[Tally], ceilings: &[Ceiling], used: Duration, figures: &mut Figures) {
    let all: f64 = tallies.iter().map(Tally::all).sum();
    let sign_in = used.as_secs_f64() * 1e3 / all;
    let argon2 = ceilings.iter().map(|ceiling| ceiling.cpu_ms).sum::<f64>() / count(ceilings.len());
    figures.put("signin_cpu_ms", sign_in);
    figures.put("control_argon2_cpu_ms", argon2);
    figures.put("signin_cpu_vs_argon2", argon2 / sign_in);
    if let (Some(first), Some(last)) = (ceilings.first(), ceilings.last()) {
        figures.put("control_argon2_per_s_before", first.per_second);
        figures.put("control_argon2_per_s_after", last.per_second);
    }
    let lasted: f64 = tallies.iter().map(|tally| tally.lasted.as_secs_f64()).sum();
    figures.put("signin_per_s", count(tallies.iter().map(|tally| tally.good.len()).sum()) / lasted);
}

fn is_steady(before: f64, after: f64) -> bool {
    before.max(after) <= before.min(after) * STEADY
}

fn put_quantile(key: &str, times: &[Duration], figures: &mut Figures) {
    if let Some(p95) = quantile(times, 95) {
        figures.put(key, p95);
    }
}
