//! The organization's own words about its looks (contract 10.3), readable with a guest token.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{CommerceLayer, CommerceLayerError, GuestToken};

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

impl CommerceLayer {
    /// The organization as guests may see it.
    pub async fn organization(&self, token: &GuestToken) -> Result<Organization, CommerceLayerError> {
        let answer = self.core(Method::GET, "/organization", &[], None, &token.access_token).await?;
        let attributes = answer.pointer("/data/attributes").cloned().unwrap_or(Value::Null);
        Organization::deserialize(attributes)
            .map_err(|_| CommerceLayerError::Unreachable("the organization is incomplete".into()))
    }
}
