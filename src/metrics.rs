//! Floor 2: what an operator may count. Each node counts for itself; nothing here names a person or an address.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Where a token that was handed out came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// This node remembered it.
    Memory,
    /// Postgres had it.
    Database,
    /// Commerce Layer gave it for a refresh token.
    Refreshed,
    /// Commerce Layer gave it anew.
    Minted,
    /// It is in its last minutes, and no other can be had.
    LastMinutes,
}

impl Source {
    const ALL: [Self; 5] = [Self::Memory, Self::Database, Self::Refreshed, Self::Minted, Self::LastMinutes];

    fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Database => "database",
            Self::Refreshed => "refreshed",
            Self::Minted => "minted",
            Self::LastMinutes => "last_minutes",
        }
    }
}

/// Whose token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A visitor's who is not signed in.
    Guest,
    /// A customer's.
    Customer,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Served {
    kind: &'static str,
    source: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct NotServed {
    kind: &'static str,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    purpose: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Letter {
    goes: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Budget {
    budget: String,
}

/// The counters of a node.
pub struct Metrics {
    registry: Registry,
    served: [[Counter; Source::ALL.len()]; 2],
    not_served: Family<NotServed, Counter>,
    calls: Family<Call, Counter>,
    used: Family<Budget, Gauge>,
    allowed: Family<Budget, Gauge>,
    paused: Family<Budget, Gauge>,
    letters: Family<Letter, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("vestibule");
        let served = Family::<Served, Counter>::default();
        registry.register("tokens_served", "Tokens handed out, by where they came from", served.clone());
        let (not_served, calls) = (Family::default(), Family::default());
        registry.register("tokens_refused", "Requests for a token that got none", not_served.clone());
        let words = "Calls of the Auth API by purpose: answered, refused, no_answer or too_many (429); waited for \
                     room in the budget; refused_by_us where there was none in time";
        registry.register("token_calls", words, calls.clone());
        let (used, allowed, paused) = (Family::default(), Family::default(), Family::default());
        let words = "Token calls that Commerce Layer still counts, on all nodes that share the address";
        registry.register("token_budget_used", words, used.clone());
        registry.register("token_budget_limit", "Token calls allowed in a minute", allowed.clone());
        registry.register(
            "token_budget_paused_seconds",
            "Seconds left of the pause after a 429",
            paused.clone(),
        );
        let letters = Family::default();
        let words = "Letters with a code that were asked for: at_once, worked for, late, or refused because too many wait";
        registry.register("letters", words, letters.clone());
        let counter =
            |kind, source: Source| served.get_or_create_owned(&Served { kind, source: source.name() });
        let served = ["guest", "customer"].map(|kind| Source::ALL.map(|source| counter(kind, source)));
        Self { registry, served, not_served, calls, used, allowed, paused, letters }
    }
}

impl Metrics {
    /// A token was handed out.
    pub fn served(&self, kind: Kind, source: Source) {
        self.served[kind as usize][source as usize].inc();
    }

    /// A request got no token.
    pub fn not_served(&self, kind: Kind, reason: &'static str) {
        let kind = if kind == Kind::Guest { "guest" } else { "customer" };
        self.not_served.get_or_create(&NotServed { kind, reason }).inc();
    }

    /// What became of a token call.
    pub fn token_call(&self, purpose: &'static str, outcome: &'static str) {
        self.calls.get_or_create(&Call { purpose, outcome }).inc();
    }

    /// A letter with a code was asked for.
    pub fn letter(&self, goes: &'static str) {
        self.letters.get_or_create(&Letter { goes }).inc();
    }

    /// How much of a budget is spent.
    pub fn budget(&self, name: &str, used: i64, allowed: usize, paused_seconds: i64) {
        let label = Budget { budget: name.to_owned() };
        self.used.get_or_create(&label).set(used);
        self.allowed.get_or_create(&label).set(i64::try_from(allowed).unwrap_or(i64::MAX));
        self.paused.get_or_create(&label).set(paused_seconds);
    }

    /// All of it, in the `OpenMetrics` text format.
    ///
    /// # Errors
    /// When a label cannot be written.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
