//! A few of the visits go through a real server as well: the answer must be the one that the verbs gave.

use reqwest::header::COOKIE;
use serde::Deserialize;

use super::plan::{SCOPES, Visit};
use super::refusal::Refusal;
use super::shop::{Node, Shop};
use super::visitor::{Inside, Notes, add};
use crate::app::Failure;
use crate::foundation::Secret;
use crate::http::cookies;

#[derive(Deserialize)]
struct Answer {
    access_token: Secret,
}

/// Asks the node's server, and `as_here` before and after: a token may be renewed in between.
pub(super) async fn compare(
    shop: &Shop,
    node: &Node,
    inside: Option<&Inside>,
    visit: &Visit,
    as_here: impl AsyncFn() -> Result<Secret, Refusal>,
    notes: &Notes,
) -> Result<(), Refusal> {
    let before = as_here().await?;
    let answer = over_http(shop, node, inside, visit).await;
    let after = as_here().await?;
    add(&notes.sampled);
    if !answer.is_ok_and(|answer| answer == before || answer == after) {
        add(&notes.sampled_otherwise);
    }
    Ok(())
}

async fn over_http(
    shop: &Shop,
    node: &Node,
    inside: Option<&Inside>,
    visit: &Visit,
) -> Result<Secret, Failure> {
    let (client_id, scope) = (&shop.storefront.client.client_id, SCOPES[usize::from(visit.scope)].0);
    let address = format!("http://localhost:{}/api/token?client_id={client_id}&scope={scope}", node.port());
    let mut request = shop.http.get(address);
    if let Some(inside) = inside {
        let life = node.app.settings.sessions.absolute;
        let cookie = cookies::session(&shop.organization, &inside.token, life);
        request = request.header(COOKIE, cookie.stripped().to_string());
    }
    let answer = request.send().await.map_err(Failure::new)?;
    let answer: Answer = answer.json().await.map_err(Failure::new)?;
    Ok(answer.access_token)
}
