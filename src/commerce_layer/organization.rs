//! The organization's own words about its looks (contract 10.3), readable with a guest token.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{CommerceLayer, CommerceLayerError};
use crate::config::ClientCredential;
use crate::foundation::{Scope, Turns};

/// The branding attributes; all of them may be missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// What the shop is called.
    pub name: Option<String>,
    /// Address of the logo.
    pub logo_url: Option<String>,
    /// Address of the favicon.
    pub favicon_url: Option<String>,
    /// A CSS colour, usually `#RRGGBB`.
    pub primary_color: Option<String>,
}

/// How long branding is shown before it is asked for again.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// How long nobody looks again after looking in vain: while Commerce Layer is away, pages do not wait for it.
const VAIN: TimeDelta = TimeDelta::seconds(10);
/// A page does not wait longer for its colours: it is drawn without them, and the next one has them.
const PATIENCE: Duration = Duration::from_millis(1500);
const MOST_KEPT: usize = 4096;

/// The branding last seen, by client and scope, and who is looking for the first time.
#[derive(Default)]
pub(super) struct Brandings {
    seen: Mutex<HashMap<Key, Seen>>,
    looking: Turns<Key>,
}

/// Client id and scope.
type Key = (String, String);

/// When it was looked for, and what was found.
type Seen = (DateTime<Utc>, Option<Organization>);

impl CommerceLayer {
    /// What the shop looks like, as last seen; asked for at most every five minutes. `None` where it was never
    /// seen and cannot be had now: then the page is drawn in the house's own colours.
    pub async fn branding(
        self: &Arc<Self>,
        client: &ClientCredential,
        scope: &Scope,
    ) -> Option<Organization> {
        let key = (client.client_id.clone(), scope.as_str().to_owned());
        let seen = self.brandings.get(&key);
        let now = self.clock.now();
        match seen {
            Some((at, seen)) if is_recent(at, seen.as_ref(), now) => seen,
            // Shown as it was while somebody looks again; marked, so that one page looks and not all.
            Some((_, Some(organization))) => {
                self.brandings.put(key.clone(), now, Some(organization.clone()));
                tokio::spawn(Arc::clone(self).look(client.clone(), scope.clone(), key));
                Some(organization)
            }
            Some((_, None)) | None => {
                let look = Arc::clone(self).first_look(client.clone(), scope.clone(), key.clone());
                let look = tokio::spawn(look);
                let looked = tokio::time::timeout(PATIENCE, look).await;
                if looked.is_err() {
                    self.brandings.put(key, now, None);
                }
                looked.ok()?.ok()?
            }
        }
    }

    /// When a shop's first visitors come all at once, one of them looks.
    async fn first_look(
        self: Arc<Self>,
        client: ClientCredential,
        scope: Scope,
        key: Key,
    ) -> Option<Organization> {
        let _turn = self.brandings.looking.take(key.clone()).await;
        match self.brandings.get(&key) {
            Some((at, seen)) if is_recent(at, seen.as_ref(), self.clock.now()) => seen,
            _ => Arc::clone(&self).look(client, scope, key).await,
        }
    }

    async fn look(self: Arc<Self>, client: ClientCredential, scope: Scope, key: Key) -> Option<Organization> {
        match self.organization(&client, &scope).await {
            Ok(organization) => {
                self.brandings.put(key, self.clock.now(), Some(organization.clone()));
                Some(organization)
            }
            Err(error) => {
                tracing::warn!(organization = %self.settings.slug, %error, "branding not read");
                self.brandings.keep_or_vain(key, self.clock.now());
                None
            }
        }
    }

    /// The organization as guests of this client and scope may see it.
    pub async fn organization(
        &self,
        client: &ClientCredential,
        scope: &Scope,
    ) -> Result<Organization, CommerceLayerError> {
        let answer = self.as_guest((client, scope), Method::GET, "/organization", None).await?;
        let attributes = answer.pointer("/data/attributes").cloned().unwrap_or(Value::Null);
        Organization::deserialize(attributes)
            .map_err(|_| CommerceLayerError::Unreachable("the organization is incomplete".into()))
    }
}

impl Brandings {
    fn get(&self, key: &Key) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// What was seen before is shown a while longer.
    fn keep_or_vain(&self, key: Key, at: DateTime<Utc>) {
        let seen = self.get(&key).and_then(|(_, organization)| organization);
        self.put(key, at, seen);
    }

    fn put(&self, key: Key, at: DateTime<Utc>, organization: Option<Organization>) {
        let mut kept = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, (at, organization));
    }
}

/// Whether nobody needs to look again yet.
fn is_recent(at: DateTime<Utc>, seen: Option<&Organization>, now: DateTime<Utc>) -> bool {
    now - at < if seen.is_some() { FRESH } else { VAIN }
}
