//! `POST /oauth/revoke` (contract 8).

use super::super::claims::Claims;
use super::super::shared::Shared;
use super::super::world::World;
use super::client::Client;
use super::error::AuthError;
use super::params::Params;

/// Whose a token is, and whether a person stands behind it.
struct Holding {
    client_id: String,
    owned: bool,
    /// The access or refresh token issued with it.
    twin: Option<String>,
}

/// Ends a token. One that nobody knows is as good as ended (8.5, RFC 7009 2.2).
pub fn revoke(shared: &Shared, params: &Params) -> Result<(), AuthError> {
    let pair = shared.switches.get().revoke_pair;
    let mut world = shared.world();
    let client = Client::identify(&world, params).map_err(|_| AuthError::not_yours())?;
    let holding = params.text("token")?.and_then(|token| holding(&world, token).map(|it| (token, it)));
    // A customer's storefront may do without the secret; everybody else has to show it (8.2).
    let secret_needed = !client.is_public() || holding.as_ref().is_some_and(|(_, it)| !it.owned);
    if secret_needed && !client.confidential {
        return Err(AuthError::not_yours());
    }
    let Some((token, holding)) = holding else { return Ok(()) };
    if holding.client_id != client.credential.client_id {
        return Err(AuthError::not_yours());
    }
    world.tokens.revoke(token);
    if let Some(twin) = holding.twin.filter(|_| pair) {
        world.tokens.revoke(&twin);
    }
    Ok(())
}

/// Tokens from before a restart are known by their signature only.
fn holding(world: &World, token: &str) -> Option<Holding> {
    if let Some(record) = world.tokens.by_access(token) {
        let (client_id, owned) = (record.client_id.clone(), record.owner.is_some());
        return Some(Holding { client_id, owned, twin: record.refresh.clone() });
    }
    if let Some(record) = world.tokens.by_refresh(token) {
        let (client_id, owned) = (record.client_id.clone(), record.owner.is_some());
        return Some(Holding { client_id, owned, twin: Some(record.access.clone()) });
    }
    let claims: Claims = serde_json::from_slice(&world.keys.open(token)?).ok()?;
    Some(Holding { client_id: claims.application.client_id, owned: claims.owner.is_some(), twin: None })
}
