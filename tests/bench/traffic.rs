//! One figure of requests in a closed loop: the answers, and what they cost the server.

use std::net::SocketAddr;
use std::time::Duration;

use crate::Outcome;
use crate::figures::Figures;
use crate::load::{self, Question, Questions, Tally, quantile};
use crate::meter::Meter;
use crate::plan::Plan;

/// What is asked, whom, and under which name the figures are published.
pub struct Traffic<'a> {
    pub name: &'a str,
    pub address: SocketAddr,
    pub meter: Meter,
    pub questions: Vec<Question>,
}

impl Traffic<'_> {
    /// Warms up, measures, and publishes under `<name>_…<when>`.
    pub async fn measure(self, plan: &Plan, when: &str, figures: &mut Figures) -> Outcome<()> {
        let questions = Questions::new(self.questions);
        let warming = load::closed(self.address, &questions, plan.connections, plan.warming).await?;
        let before = self.meter.cpu()?;
        let tally = load::closed(self.address, &questions, plan.connections, plan.loaded).await?;
        let used = self.meter.cpu()?.saturating_sub(before);
        let put = |what: &str, value: f64, figures: &mut Figures| {
            figures.put(&format!("{}_{what}{when}", self.name), value);
        };
        for (what, value) in cost(&tally, used).into_iter().flatten() {
            put(what, value, figures);
        }
        put("memory_mb", self.meter.memory()?.resident, figures);
        for tally in [&warming, &tally] {
            figures.fail(self.name, tally);
        }
        figures.note_traffic(self.name, when);
        Ok(())
    }
}

/// Of a run without one good answer nothing is published: refusals are quick, and would look good.
fn cost(tally: &Tally, used: Duration) -> Option<[(&'static str, f64); 4]> {
    let (p50, p99) = (quantile(&tally.good, 50)?, quantile(&tally.good, 99)?);
    let cpu = used.as_secs_f64() * 1e6 / tally.all();
    Some([("cpu_us", cpu), ("rps", tally.per_second()), ("p50_ms", p50), ("p99_ms", p99)])
}
