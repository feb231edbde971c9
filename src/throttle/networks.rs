//! Counting on the network that an attempt comes from.

use std::net::IpAddr;

use super::{Refusal, Rule, give_back, take, take_all};
use crate::app::App;

/// The subject that a network address stands for: an IPv6 customer has a whole /64 to write from.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The wider network of an IPv6 address: one line often has a /56, and a /48 can be had for the asking, with 65,536 of the
/// networks that [`network`] tells apart.
pub fn site(address: IpAddr) -> Option<String> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Some(format!("{a:x}:{b:x}:{c:x}::/48"))
        }
    }
}

/// What `rule` counts on; nothing where the operator knows the network (`server.known_networks`), because all of an
/// office share its address.
pub fn on_network(app: &App, rule: Rule, address: Option<IpAddr>) -> Option<(Rule, String)> {
    let address = address?.to_canonical();
    let known = app.settings.server.known_networks.iter().any(|known| known.contains(address));
    (!known).then(|| (rule, network(address)))
}

/// Counts one attempt on its network.
pub async fn take_on_network(app: &App, rule: Rule, address: Option<IpAddr>) -> Result<(), Refusal> {
    match on_network(app, rule, address) {
        Some((rule, network)) => take(&app.db, rule, &network, app.now()).await,
        None => Ok(()),
    }
}

/// Counts one attempt on `narrow`, and by `rule` on its network; on both or on none.
pub async fn take_with_network(
    app: &App,
    narrow: (Rule, String),
    rule: Rule,
    address: Option<IpAddr>,
) -> Result<(), Refusal> {
    let counts: Vec<_> = std::iter::once(narrow).chain(on_network(app, rule, address)).collect();
    take_all(&app.db, &counts, app.now()).await
}

/// Gives one attempt back to its network.
pub async fn give_back_on_network(app: &App, rule: Rule, address: Option<IpAddr>) -> Result<(), sqlx::Error> {
    match on_network(app, rule, address) {
        Some((rule, network)) => give_back(&app.db, rule, &network).await,
        None => Ok(()),
    }
}
