//! The rate limits of the Core API (contract 6.4): an average over a minute for a class of endpoints together,
//! and a burst over ten seconds for each endpoint alone. Headers tell the average only (6.6).

use std::net::IpAddr;

use chrono::TimeDelta;

use super::super::edge::{Answer, Request};
use super::super::ids::is_id;
use super::super::limits::Allowance;
use super::super::seed::Mode;
use super::super::shared::Shared;
use super::token::Token;

/// Resources whose reading is cached, and therefore cheap.
const CACHEABLE: [&str; 9] = [
    "bundles",
    "imports",
    "markets",
    "prices",
    "price_lists",
    "skus",
    "sku_options",
    "stock_items",
    "stock_locations",
];

/// What the headers say, and whether the request is one too many.
pub struct Gauge {
    limit: usize,
    remaining: usize,
    /// How long to wait.
    pub refused: Option<TimeDelta>,
}

struct Class {
    name: &'static str,
    average: usize,
    burst: usize,
}

impl Class {
    /// Live environments allow twice what test environments do; whose environment is unknown counts as test.
    fn of(request: &Request, path: &str, live: bool) -> Self {
        let resource = path.trim_start_matches("/api/").split('/').next().unwrap_or_default();
        let cacheable = CACHEABLE.contains(&resource) || resource.ends_with("promotions");
        let factor = if live { 2 } else { 1 };
        let (name, average, burst) = match (&*request.method, cacheable) {
            ("GET" | "HEAD", true) => ("cacheable", 500, 125),
            ("GET" | "HEAD", false) => ("uncacheable", 100, 25),
            _ => ("write", 100, 25),
        };
        Self { name, average: average * factor, burst: burst * factor }
    }
}

/// Counts a request; nothing where the switch is off.
pub fn count(shared: &Shared, request: &Request, path: &str, token: Option<&Token>) -> Option<Gauge> {
    if !shared.switches.get().core_limits {
        return None;
    }
    let class = Class::of(request, path, token.is_some_and(|token| token.mode() == Mode::Live));
    let bucket = |name: String| -> (IpAddr, String) { (request.peer, name) };
    let now = shared.now();
    let mut world = shared.world();
    let average = Allowance { requests: class.average, window: TimeDelta::seconds(60) };
    let burst = Allowance { requests: class.burst, window: TimeDelta::seconds(10) };
    let average = world.limits.count(bucket(class.name.to_owned()), average, now);
    let burst = world.limits.count(bucket(endpoint(&request.method, path)), burst, now);
    let refused = (!average.allowed || !burst.allowed).then(|| average.wait.max(burst.wait));
    Some(Gauge { limit: class.average, remaining: average.remaining, refused })
}

/// Adds the three headers.
pub fn label(answer: Answer, gauge: Option<&Gauge>) -> Answer {
    match gauge {
        None => answer,
        Some(gauge) => answer
            .with("x-ratelimit-limit", gauge.limit.to_string())
            .with("x-ratelimit-interval", "60")
            .with("x-ratelimit-remaining", gauge.remaining.to_string()),
    }
}

/// Method and path, with ids made equal.
fn endpoint(method: &str, path: &str) -> String {
    let parts = path.split('/').take(6).map(|part| if is_id(part) { ":id" } else { part });
    format!("{method} {}", parts.collect::<Vec<_>>().join("/"))
}
