//! A storefront's back end proves who it is: by the secret of its sales channel.

use std::net::IpAddr;

use super::HandoverProblem;
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::foundation::Secret;
use crate::storefronts::by_client_id;
use crate::throttle;

/// The storefront with this id and secret. Wrong ones are counted per network, and use no code up.
pub async fn authenticate<'a>(
    app: &'a App,
    client_id: &str,
    secret: &Secret,
    address: Option<IpAddr>,
) -> Result<&'a StorefrontSettings, HandoverProblem> {
    let network = address.map(throttle::network).unwrap_or_default();
    throttle::take(&app.db, throttle::HANDOVERS_PER_NETWORK, &network, app.now()).await?;
    // Compared in constant time; whether there is such a client is no secret, its pages show the id.
    let storefront = by_client_id(&app.settings, client_id);
    let proved = storefront.filter(|storefront| storefront.client.client_secret == *secret);
    let proved = proved.ok_or(HandoverProblem::WrongClient)?;
    // A right secret was no guess.
    throttle::give_back(&app.db, throttle::HANDOVERS_PER_NETWORK, &network).await?;
    Ok(proved)
}
