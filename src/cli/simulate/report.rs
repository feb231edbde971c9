//! What came of the day: figures, and whether anything was wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;

use serde::Serialize;

use super::otherwise::Otherwise;
use super::plan::{NODES, Plan, SCOPES};
use super::shop::Shop;
use super::tally::{PhaseFigures, Tally};
use super::visitor::{Notes, locked};
use crate::sandbox::Api;

const ALLOWED: u64 = 30;

/// The figures of a day.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What it was made of.
    pub parameters: Parameters,
    /// Requests to `/oauth/token` and `/oauth/revoke`, as Commerce Layer counted them.
    pub calls: u64,
    /// The same by path and grant.
    pub calls_by_grant: BTreeMap<String, u64>,
    /// The decisions of the ledger by purpose and outcome, of both nodes.
    pub calls_by_purpose: BTreeMap<String, u64>,
    /// Tokens handed out, by kind and source.
    pub served: BTreeMap<String, u64>,
    /// How long visitors waited.
    pub phases: Vec<PhaseFigures>,
    /// The most calls in any sliding minute, as Commerce Layer counted them.
    pub most_calls_in_a_minute: u64,
    /// Answers with 429 while somebody else used the address.
    pub too_many_while_crowded: u64,
    /// The same at other times.
    pub too_many_otherwise: u64,
    /// One call for each visit.
    pub one_call_a_visit: Otherwise,
    /// A cache in each browser.
    pub a_cache_in_each_browser: Otherwise,
    /// The customers' part of it, which needs the shop's secret and so its server's address.
    pub of_which_customers: Otherwise,
    /// Reports of revoked tokens.
    pub reports: u64,
    /// Visits that went through a real server, too.
    pub sampled: u64,
    /// What must not be.
    pub wrong: Wrong,
}

/// What the day was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Parameters {
    /// Visits.
    pub visits: usize,
    /// Different browsers.
    pub browsers: usize,
    /// Scopes.
    pub scopes: usize,
    /// Nodes of Vestibule.
    pub nodes: u8,
    /// Seed of the visits.
    pub seed: u64,
    /// Sign-ins.
    pub sign_ins: u64,
    /// Sign-outs.
    pub sign_outs: u64,
    /// Minutes of the campaign.
    pub campaign_minutes: u32,
}

/// How often what must not be was.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Wrong {
    /// No token for somebody whose token was good.
    pub refused_with_valid_token: u64,
    /// Signed out without having asked for it.
    pub signed_out_by_others: u64,
    /// The token of another customer.
    pub token_of_somebody_else: u64,
    /// The real server answered otherwise.
    pub sampled_otherwise: u64,
    /// Still without a token two hours after midnight.
    pub never_served: u64,
    /// The first of those whose token was good, in words.
    pub refused: Vec<String>,
    /// Failures, in words.
    pub broken: Vec<String>,
}

impl Report {
    pub(super) fn of(
        plan: &Plan,
        browsers: usize,
        shop: &Shop,
        (tally, notes): (&Tally, &Notes),
        (one_call_a_visit, (a_cache_in_each_browser, of_which_customers)): (
            Otherwise,
            (Otherwise, Otherwise),
        ),
    ) -> Self {
        let kinds = shop.sandbox.auth_calls();
        let mut calls_by_grant = BTreeMap::new();
        for (call, count) in &kinds {
            *calls_by_grant.entry(grant(&call.path, call.grant.as_deref())).or_default() += count;
        }
        let count = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
        let too_many = shop.sandbox.too_many_requests(Api::Auth);
        Self {
            parameters: Parameters {
                visits: plan.visits,
                browsers,
                scopes: SCOPES.len(),
                nodes: NODES,
                seed: plan.seed,
                sign_ins: count(&notes.sign_ins),
                sign_outs: count(&notes.sign_outs),
                campaign_minutes: plan.campaign_minutes,
            },
            calls: kinds.values().sum(),
            calls_by_grant,
            calls_by_purpose: counters(shop, "vestibule_token_calls_total"),
            served: counters(shop, "vestibule_tokens_served_total"),
            phases: tally.figures(),
            most_calls_in_a_minute: shop.sandbox.most_calls_in_a_minute(),
            too_many_while_crowded: tally.limited_while_crowded,
            too_many_otherwise: too_many - tally.limited_while_crowded,
            one_call_a_visit,
            a_cache_in_each_browser,
            of_which_customers,
            reports: count(&notes.reports),
            sampled: count(&notes.sampled),
            wrong: Wrong {
                refused_with_valid_token: count(&notes.refused_with_valid_token),
                signed_out_by_others: count(&notes.signed_out_by_others),
                token_of_somebody_else: count(&notes.token_of_somebody_else),
                sampled_otherwise: count(&notes.sampled_otherwise),
                never_served: tally.never_served,
                refused: locked(&notes.refused).clone(),
                broken: tally.broken.clone(),
            },
        }
    }

    /// Everything that must not be, in words; empty after a good day.
    pub fn problems(&self) -> Vec<String> {
        let wrong = &self.wrong;
        let counted = [
            (self.most_calls_in_a_minute.saturating_sub(ALLOWED), "calls more than thirty in a minute"),
            (self.too_many_otherwise, "answers with 429 while nobody else used the address"),
            (wrong.refused_with_valid_token, "visitors were refused though their token was good"),
            (wrong.signed_out_by_others, "visitors were signed out without having asked for it"),
            (wrong.token_of_somebody_else, "visitors got the token of another customer"),
            (wrong.sampled_otherwise, "answers of the real server were others than the verbs'"),
            (wrong.never_served, "visitors never got a token"),
        ];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let counted = counted.map(|(count, what)| format!("{count} {what}"));
        let refused = wrong.refused.iter().map(|who| format!("refused: {who}"));
        counted.chain(refused).chain(wrong.broken.iter().map(|why| format!("failure: {why}"))).collect()
    }
}

fn grant(path: &str, grant: Option<&str>) -> String {
    match grant {
        Some(grant) => grant.rsplit(':').next().unwrap_or(grant).to_owned(),
        None if path == "/oauth/revoke" => "revocation".to_owned(),
        None => "other".to_owned(),
    }
}

/// The counters of this name of all nodes, by their labels.
fn counters(shop: &Shop, name: &str) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for text in shop.nodes.iter().filter_map(|node| node.app.metrics.text().ok()) {
        for line in text.lines().filter_map(|line| line.strip_prefix(name)) {
            let Some((labels, value)) = line.split_once("} ") else { continue };
            let values: Vec<&str> = labels.split('"').skip(1).step_by(2).collect();
            *all.entry(values.join(" ")).or_default() += value.parse::<u64>().unwrap_or_default();
        }
    }
    all.retain(|_, count| *count > 0);
    all
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parameters { visits, browsers, scopes, nodes, seed, sign_ins, sign_outs, campaign_minutes } =
            &self.parameters;
        writeln!(f, "{visits} visits of {browsers} browsers, {sign_ins} sign-ins, {sign_outs} sign-outs;")?;
        writeln!(f, "{scopes} scopes, {nodes} nodes, campaign of {campaign_minutes} min, seed {seed}\n")?;
        writeln!(f, "{:<36} {:>9} {:>12} {:>12}", "token calls", "calls", "most in 60 s", "minutes > 30")?;
        writeln!(
            f,
            "{:<36} {:>9} {:>12} {:>12}",
            "vestibule",
            self.calls,
            self.most_calls_in_a_minute,
            self.over()
        )?;
        let others = [
            ("one call a visit", &self.one_call_a_visit),
            ("a cache in each browser", &self.a_cache_in_each_browser),
            ("  of which customers", &self.of_which_customers),
        ];
        for (name, it) in others {
            let (calls, most, over) = (it.calls, it.most_in_a_minute, it.minutes_over_thirty);
            writeln!(f, "{name:<36} {calls:>9} {most:>12} {over:>12}")?;
        }
        list(f, "calls by grant", &self.calls_by_grant)?;
        list(f, "calls by purpose and outcome", &self.calls_by_purpose)?;
        list(f, "tokens served, by source", &self.served)?;
        self.waits(f)?;
        writeln!(f, "\n{} reports of revoked tokens", self.reports)?;
        let (crowded, otherwise) = (self.too_many_while_crowded, self.too_many_otherwise);
        writeln!(f, "429 while somebody else used the address: {crowded}; at other times: {otherwise}")?;
        writeln!(f, "{} visits also through a real server", self.sampled)
    }
}

impl Report {
    /// A sliding minute holds every minute of the clock.
    fn over(&self) -> &'static str {
        if self.most_calls_in_a_minute <= ALLOWED { "0" } else { "some" }
    }

    fn waits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (visits, later, answers) = ("visits", "come back", "503s");
        let heading = "waiting, in seconds";
        writeln!(
            f,
            "\n{heading:<36} {visits:>9} {later:>10} {answers:>8} {:>6} {:>6} {:>6}",
            "p50", "p95", "max"
        )?;
        for it in &self.phases {
            let PhaseFigures { phase, visits, told_to_come_back, answers_503, .. } = it;
            let (p50, p95, max) = (it.wait_p50, it.wait_p95, it.wait_max);
            writeln!(
                f,
                "{phase:<36} {visits:>9} {told_to_come_back:>10} {answers_503:>8} {p50:>6} {p95:>6} {max:>6}"
            )?;
        }
        Ok(())
    }
}

fn list(f: &mut fmt::Formatter<'_>, heading: &str, counts: &BTreeMap<String, u64>) -> fmt::Result {
    writeln!(f, "\n{heading}")?;
    counts.iter().try_for_each(|(name, count)| writeln!(f, "  {name:<34} {count:>9}"))
}
