//! `POST /oauth/token` (contract 2): judged, then minted or handed out again.

use serde_json::{Value, json};

use super::super::shared::Shared;
use super::super::switches::RefreshRotation;
use super::super::world::{Origin, TokenRecord};
use super::client::Client;
use super::error::AuthError;
use super::grants::{Court, Grant};
use super::mint::{Mint, Press};
use super::params::Params;

/// Seconds before its end at which a token is no longer handed out again (2.6).
const OVERLAP: i64 = 900;

/// Answers a token request.
pub fn issue(shared: &Shared, params: &Params) -> Result<Value, AuthError> {
    let (now, switches) = (shared.now(), shared.switches.get());
    let mut world = shared.world();
    let grant = Grant::read(params)?;
    let client = Client::identify(&world, params)?;
    let court = Court { client, params, tokens: &world.tokens, switches: &switches, now };
    let bearer = court.judge(grant)?;
    let client = court.client;

    let reusable = |record: &TokenRecord| {
        record.origin == Origin::ClientCredentials
            && record.client_id == client.credential.client_id
            && record.scope == bearer.scope.text
            && record.confidential == client.confidential
            && (record.expires_at - now).num_seconds() > OVERLAP
            && !world.tokens.is_revoked(&record.access)
            && world.keys.open(&record.access).is_some()
    };
    if grant == Grant::ClientCredentials
        && switches.reuse_tokens
        && let Some(record) = world.tokens.newest(reusable)
    {
        return Ok(answer(record, now.timestamp()));
    }

    let press = Press { keys: &world.keys, issuer: &shared.issuer, switches: &switches, now };
    let record =
        press.record(&Mint { client: &client, bearer: &bearer }).ok_or_else(|| AuthError::trouble(500))?;
    let value = answer(&record, now.timestamp());
    if let Some(spent) = bearer.spent.filter(|_| switches.refresh_rotation == RefreshRotation::Strict) {
        world.tokens.revoke(&spent);
    }
    world.tokens.add(record);
    Ok(value)
}

/// The fields of contract 2.2, no more and no fewer.
fn answer(record: &TokenRecord, now: i64) -> Value {
    let mut value = json!({
        "access_token": record.access,
        "token_type": "bearer",
        "expires_in": record.expires_at.timestamp() - now,
        "scope": record.scope,
        "created_at": record.issued_at.timestamp(),
    });
    if let Some(owner) = &record.owner {
        value["owner_id"] = json!(owner);
        value["owner_type"] = json!("customer");
    }
    if let Some(refresh) = &record.refresh {
        value["refresh_token"] = json!(refresh);
    }
    value
}
