//! What was measured, as `target/bench.json` keeps it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::load::{Tally, count};
use crate::plan::Plan;

/// Which control a figure is held against.
const CONTROLLED: [(&str, &str); 4] = [
    ("token_memory", "control_bare"),
    ("token_guest", "control_bare"),
    ("session", "control_bare"),
    ("token_postgres", "control_select"),
];

/// How much a control may cost more at one end of a run than at the other. The kernel batches differently when others
/// want the processor, too: a fifth is nothing.
const AGREEING: f64 = 1.3;

/// The figures of a run.
pub struct Figures {
    values: BTreeMap<String, f64>,
    parameters: Value,
    doubts: BTreeMap<String, String>,
    /// How often a request failed, by figure and reason.
    pub failures: BTreeMap<String, usize>,
    /// The figures of requests in a closed loop, by name and suffix, in the order in which they were measured.
    pub traffic: Vec<(String, String)>,
}

impl Figures {
    /// None yet.
    pub fn of(plan: &Plan) -> Self {
        let (values, doubts, failures) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { values, parameters: plan.as_json(), doubts, failures, traffic: Vec::new() }
    }

    /// Publishes a figure.
    pub fn put(&mut self, key: &str, value: f64) {
        self.values.insert(key.to_owned(), value);
    }

    /// A figure that was published.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.values.get(key).copied()
    }

    /// Says that a figure proves nothing, and why: the machine was not the same all the while.
    pub fn doubt(&mut self, key: &str, why: &str) {
        self.doubts.insert(key.to_owned(), why.to_owned());
    }

    /// Why a figure proves nothing.
    pub fn doubts(&self) -> &BTreeMap<String, String> {
        &self.doubts
    }

    /// Doubts what was measured between two controls that disagree.
    pub fn hold_against_controls(&mut self) {
        for (key, control) in CONTROLLED {
            let control = format!("{control}_cpu_us");
            let ends = (self.get(&format!("{control}_before")), self.get(&format!("{control}_after")));
            if let (Some(before), Some(after)) = ends
                && before.max(after) > before.min(after) * AGREEING
            {
                self.doubt(&format!("{key}_cpu_us"), "the control costs another time before than after");
            }
        }
    }

    /// The parameters.
    pub fn parameters(&self) -> &Value {
        &self.parameters
    }

    /// Gives a figure of requests its line in the table.
    pub fn note_traffic(&mut self, name: &str, when: &str) {
        self.traffic.push((name.to_owned(), when.to_owned()));
    }

    /// Counts what failed; being told to come again is no answer, either.
    pub fn fail(&mut self, name: &str, tally: &Tally) {
        for (reason, times) in &tally.failed {
            self.fail_for(name, reason, *times);
        }
        if !tally.shed.is_empty() {
            self.fail_for(name, "status 503 with Retry-After", tally.shed.len());
        }
    }

    /// Counts failures for one reason.
    pub fn fail_for(&mut self, name: &str, reason: &str, times: usize) {
        *self.failures.entry(format!("{name}: {reason}")).or_default() += times;
    }

    /// What a request costs against the mean of the control before and after.
    pub fn against(&self, key: &str, control: &str) -> Option<f64> {
        let before = self.get(&format!("{control}_before"));
        let after = self.get(&format!("{control}_after"));
        let controls: Vec<f64> = before.into_iter().chain(after).collect();
        let mean = controls.iter().sum::<f64>() / count(controls.len());
        self.get(key).map(|value| value / mean).filter(|ratio| ratio.is_finite())
    }

    /// Leaves everything in `target/bench.json`.
    pub fn write(&self) -> Outcome<()> {
        let mut all: Map<String, Value> =
            self.values.iter().map(|(key, value)| (key.clone(), json!(rounded(*value)))).collect();
        // What could not be measured is told apart from what nobody looked for.
        for key in crate::table::PROMISED {
            all.entry(key).or_insert(Value::Null);
        }
        for (key, control) in CONTROLLED {
            let ratio = self.against(&format!("{key}_cpu_us"), &format!("{control}_cpu_us"));
            all.insert(format!("{key}_vs_{control}"), json!(ratio.map(rounded)));
        }
        all.insert("parameters".to_owned(), self.parameters.clone());
        all.insert("doubts".to_owned(), json!(self.doubts));
        all.insert("failures".to_owned(), json!(self.failures));
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("no target folder")?;
        fs::write(target.join("bench.json"), serde_json::to_string_pretty(&all)? + "\n")?;
        Ok(())
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
