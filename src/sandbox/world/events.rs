//! A webhook delivery on its way.

use crate::foundation::Secret;

use super::super::seed::Mode;
use super::webhook::Webhook;

/// One body for one webhook.
pub struct Delivery {
    pub slug: String,
    pub mode: Mode,
    /// Id of the webhook.
    pub webhook: String,
    pub url: String,
    pub secret: Secret,
    pub body: String,
}

impl Delivery {
    /// A delivery to `hook`, as it is registered now.
    pub fn new(slug: &str, mode: Mode, hook: &Webhook, body: String) -> Self {
        Self {
            slug: slug.to_owned(),
            mode,
            webhook: hook.stem.id.clone(),
            url: hook.callback_url.clone(),
            secret: hook.shared_secret.clone(),
            body,
        }
    }
}
