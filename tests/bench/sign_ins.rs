//! Sign-ins against the ceiling that argon2 sets: as many as go, the latency at a load that is carried, and what
//! becomes of those who are too many.

use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::control;
use crate::figures::Figures;
use crate::load::{self, Questions, Tally, count, quantile};
use crate::people::{self, Person};
use crate::plan::Plan;
use crate::service::Service;
use crate::world::World;

/// Enough to keep every thread busy, few enough to find a place before it.
const WAITING_PER_THREAD: usize = 4;

/// Measures, with the ceiling before and after.
pub async fn measure(world: &World, people: &[Person], plan: &Plan, figures: &mut Figures) -> Outcome<()> {
    let ceiling = control::argon2(plan).await?;
    let settings = format!("[passwords]\nhashing_threads = {}\n", plan.hashing_threads);
    let service = Service::start(world, &settings).await?;
    let questions = Questions::new(people::sign_ins(service.address, people));
    let per_second = saturated(&service, &questions, plan, figures).await?;
    carried(&service, &questions, plan, ceiling, figures).await?;
    flooded(&service, &questions, plan, ceiling, figures).await?;
    figures.put("signin_memory_mb", service.meter().memory()?.resident);
    service.stop().await?;
    let after = control::argon2(plan).await?;
    figures.put("control_argon2_per_s_before", ceiling);
    figures.put("control_argon2_per_s_after", after);
    figures.put("signin_vs_argon2", per_second / f64::midpoint(ceiling, after));
    Ok(())
}

async fn saturated(
    service: &Service,
    questions: &Arc<Questions>,
    plan: &Plan,
    figures: &mut Figures,
) -> Outcome<f64> {
    let connections = plan.hashing_threads * WAITING_PER_THREAD;
    let warming = load::closed(service.address, questions, connections, plan.warming).await?;
    figures.fail("signin_saturated", &warming);
    let before = service.meter().cpu()?;
    let tally = load::closed(service.address, questions, connections, plan.signing_in).await?;
    let used = service.meter().cpu()?.saturating_sub(before);
    figures.put("signin_per_s", tally.per_second());
    figures.put("signin_cpu_ms", used.as_secs_f64() * 1e3 / tally.all());
    put_quantile("signin_saturated_p95_ms", &tally.good, figures);
    figures.fail("signin_saturated", &tally);
    Ok(tally.per_second())
}

async fn carried(
    service: &Service,
    questions: &Arc<Questions>,
    plan: &Plan,
    ceiling: f64,
    figures: &mut Figures,
) -> Outcome<()> {
    let tally = load::arriving(service.address, questions, ceiling * plan.carried, plan.signing_in).await?;
    put_quantile("signin_p95_ms", &tally.good, figures);
    figures.put("signin_carried_per_s", tally.per_second());
    figures.fail("signin_carried", &tally);
    Ok(())
}

/// Nobody may be left without an answer, and none may be anything but a sign-in or "come again".
async fn flooded(
    service: &Service,
    questions: &Arc<Questions>,
    plan: &Plan,
    ceiling: f64,
    figures: &mut Figures,
) -> Outcome<()> {
    let mut tally = load::arriving(service.address, questions, ceiling * plan.flood, plan.signing_in).await?;
    figures.put("signin_shed_arrived", tally.all());
    figures.put("signin_shed_served", count(tally.good.len()));
    figures.put("signin_shed_refused", count(tally.shed.len()));
    figures.put("signin_shed_served_per_s", tally.per_second());
    put_quantile("signin_shed_served_p95_ms", &tally.good, figures);
    put_quantile("signin_shed_refused_p95_ms", &tally.shed, figures);
    let refused = std::mem::take(&mut tally.shed);
    if refused.is_empty() {
        figures.fail_for("signin_shed", "nobody was told to come again", 1);
    }
    figures.fail("signin_shed", &Tally { shed: Vec::new(), ..tally });
    Ok(())
}

fn put_quantile(key: &str, times: &[Duration], figures: &mut Figures) {
    if let Some(p95) = quantile(times, 95) {
        figures.put(key, p95);
    }
}
