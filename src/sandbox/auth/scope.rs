//! Scopes (contract 7): what a scope text names, and who may have it.

use super::super::claims::MarketClaim;
use super::super::seed::{CredentialSeed, Kind};
use super::super::world::{Customer, Environment, Market};
use super::error::AuthError;

/// The scope of clients that ask for none.
pub const ALL: &str = "market:all";

/// A scope that was found good.
pub struct Granted {
    /// Exactly as asked for, or [`ALL`].
    pub text: String,
    /// Absent for [`ALL`].
    pub market: Option<MarketClaim>,
}

/// Who asks.
pub struct Asker<'a> {
    pub credential: &'a CredentialSeed,
    pub owner: Option<&'a Customer>,
}

/// Judges a requested scope.
pub fn grant(
    environment: &Environment,
    asker: &Asker<'_>,
    requested: Option<&str>,
) -> Result<Granted, AuthError> {
    let text = requested.unwrap_or(ALL);
    let allowed_all = asker.credential.scopes.split_whitespace().any(|part| part == ALL);
    if text == ALL {
        let granted = Granted { text: text.to_owned(), market: None };
        return if allowed_all { Ok(granted) } else { Err(AuthError::invalid_scope()) };
    }
    let wanted = Wanted::read(environment, text).ok_or_else(AuthError::invalid_scope)?;
    let allowed = Wanted::markets_of(environment, &asker.credential.scopes);
    let may_have = |market: &Market| {
        market.disabled_at.is_none()
            && asker.may_enter(market)
            && (allowed_all || allowed.contains(&&*market.stem.id))
    };
    if !wanted.markets.iter().all(|market| may_have(market)) {
        return Err(AuthError::invalid_scope());
    }
    Ok(Granted { text: text.to_owned(), market: Some(wanted.claim()) })
}

impl Asker<'_> {
    /// A private market is for customers of its group, and for back ends (7.6).
    fn may_enter(&self, market: &Market) -> bool {
        let Some(group) = &market.group else { return true };
        match self.owner {
            Some(owner) => owner.group.as_ref() == Some(group),
            None => self.credential.kind == Kind::Integration,
        }
    }
}

/// What the parts of a scope name.
#[derive(Default)]
struct Wanted<'a> {
    markets: Vec<&'a Market>,
    stock_locations: Vec<&'a str>,
}

/// `market:code:usa` is kind, way and value; the value may hold colons (7.9).
type Part<'a> = (&'a str, &'a str, &'a str);

impl<'a> Wanted<'a> {
    /// Nothing where a part is malformed or unknown, or where a stock location comes without its market.
    fn read(environment: &'a Environment, text: &str) -> Option<Self> {
        let parts: Vec<Part<'_>> = text.split(' ').map(split).collect::<Option<_>>()?;
        let mut wanted = Self::default();
        for part in parts.iter().filter(|part| part.0 != "stock_location") {
            let market = market(environment, *part)?;
            if !wanted.markets.iter().any(|known| known.stem.id == market.stem.id) {
                wanted.markets.push(market);
            }
        }
        for (_, way, value) in parts.iter().filter(|part| part.0 == "stock_location") {
            let mut places = wanted.markets.iter().flat_map(|market| &market.stock_locations);
            wanted.stock_locations.push(&places.find(|it| names(way, value, &it.id, &it.code))?.id);
        }
        (!wanted.markets.is_empty()).then_some(wanted)
    }

    /// The ids of all markets that the allowed scopes of a credential name.
    fn markets_of(environment: &'a Environment, scopes: &str) -> Vec<&'a str> {
        let parts = scopes.split_whitespace().filter_map(split);
        parts.filter_map(|part| market(environment, part)).map(|market| &*market.stem.id).collect()
    }

    fn claim(&self) -> MarketClaim {
        let all =
            || self.markets.iter().flat_map(|market| market.stock_locations.iter().map(|it| it.id.clone()));
        let chosen = || self.stock_locations.iter().map(|id| (*id).to_owned());
        MarketClaim {
            id: self.markets.iter().map(|market| market.stem.id.clone()).collect(),
            stock_location_ids: if self.stock_locations.is_empty() {
                all().collect()
            } else {
                chosen().collect()
            },
            geocoder_id: None,
            allows_external_prices: false,
        }
    }
}

fn split(part: &str) -> Option<Part<'_>> {
    let mut pieces = part.splitn(3, ':');
    let (kind, way, value) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let known = matches!(kind, "market" | "store" | "stock_location") && matches!(way, "id" | "code");
    (known && !value.is_empty()).then_some((kind, way, value))
}

/// The market that a part names, by itself or by one of its stores (7.5).
fn market<'a>(environment: &'a Environment, (kind, way, value): Part<'_>) -> Option<&'a Market> {
    environment.markets.iter().find(|market| match kind {
        "market" => names(way, value, &market.stem.id, &market.code),
        "store" => market.stores.iter().any(|store| names(way, value, &store.id, &store.code)),
        _ => false,
    })
}

fn names(way: &str, value: &str, id: &str, code: &str) -> bool {
    if way == "id" { value == id } else { value == code }
}
