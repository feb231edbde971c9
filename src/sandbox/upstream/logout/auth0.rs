//! `GET /v2/logout?client_id=…&returnTo=…[&federated]`, as Auth0 has it beside the standard: nothing is asked,
//! and the address to go back to has to be one of those that are allowed.

use url::Url;

use super::super::authorize::message;
use super::super::call::{Call, Reply};
use super::{Way, end};

/// Signs this browser out.
pub async fn log_out(call: &Call<'_>) -> Reply {
    let Ok(way) = way(call) else {
        return message(
            400,
            "This link does not work",
            "The returnTo address is not among the allowed ones.",
        );
    };
    let session = call.state.world().session_of(call.session_cookie()).cloned();
    end(call, session.as_ref(), way).await
}

/// Without a client the addresses of all clients are allowed.
fn way(call: &Call<'_>) -> Result<Way, ()> {
    let Some(uri) = call.query.get("returnTo") else { return Ok(Way(None)) };
    let named = call.query.get("client_id");
    let world = call.state.world();
    let mut clients = world.clients.iter().filter(|client| named.is_none_or(|id| client.client_id == id));
    let allowed = clients.any(|client| client.post_logout_redirect_uris.iter().any(|it| it == uri));
    let address = Url::parse(uri).ok().filter(|_| allowed).ok_or(())?;
    Ok(Way(Some(address)))
}
