//! The two singletons that every token may read: the organization and the application (contract 10.3, 10.7).

use serde_json::{Map, Value, json};

use super::super::seed::{CredentialSeed, Kind, OrganizationSeed};
use super::super::world::{Record, Schema, Stem};
use super::Reply;
use super::call::Call;
use super::error::CoreError;

const ORGANIZATIONS: Schema = Schema {
    kind: "organizations",
    attributes: &[
        "name",
        "slug",
        "domain",
        "support_phone",
        "support_email",
        "logo_url",
        "favicon_url",
        "primary_color",
        "gtm_id",
        "gtm_id_test",
        "config",
        "orders_sales_channel_guest_only",
    ],
    to_one: &[],
    to_many: &["attachments"],
};

const APPLICATIONS: Schema = Schema {
    kind: "applications",
    attributes: &["name", "kind", "public_access", "redirect_uri", "scopes"],
    to_one: &[],
    to_many: &[],
};

struct OrganizationView<'a> {
    stem: Stem,
    profile: &'a OrganizationSeed,
    domain: &'a str,
    /// Where the drawings of this organization are served.
    assets: String,
}

struct ApplicationView<'a> {
    stem: Stem,
    credential: &'a CredentialSeed,
}

/// `GET /api/organization`
pub fn organization(call: &Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    get_only(call, rest)?;
    let profile = &call.organization.profile;
    let base = &call.target.base;
    let view = OrganizationView {
        stem: Stem::with_id(&*profile.id, call.organization.created_at),
        profile,
        domain: base.split('/').nth(2).unwrap_or_default(),
        assets: format!("{}/{}/assets", call.asset_base, profile.slug),
    };
    call.document(200, &view)
}

/// `GET /api/application`
pub fn application(call: &Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    get_only(call, rest)?;
    let credential = &call.token.credential;
    let stem = Stem::with_id(&*credential.id, call.organization.created_at);
    call.document(200, &ApplicationView { stem, credential })
}

fn get_only(call: &Call<'_>, rest: &[&str]) -> Result<(), CoreError> {
    match (call.method, rest) {
        ("GET", []) => Ok(()),
        (_, []) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

impl Record for OrganizationView<'_> {
    fn schema(&self) -> &'static Schema {
        &ORGANIZATIONS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        let profile = self.profile;
        let drawing = |url: &Option<String>, file: &str| {
            url.clone().unwrap_or_else(|| format!("{}/{file}", self.assets)).into()
        };
        match name {
            "name" => profile.name.clone().into(),
            "slug" => profile.slug.clone().into(),
            "domain" => self.domain.into(),
            "support_phone" => profile.support_phone.clone().into(),
            "support_email" => profile.support_email.clone().into(),
            "logo_url" => drawing(&profile.logo_url, "logo.svg"),
            "favicon_url" => drawing(&profile.favicon_url, "favicon.svg"),
            "primary_color" => profile.primary_color.clone().into(),
            "config" => none_if_empty(&profile.config),
            "orders_sales_channel_guest_only" => profile.orders_sales_channel_guest_only.into(),
            _ => Value::Null,
        }
    }

    fn related(&self, _name: &str) -> Option<&str> {
        None
    }
}

impl Record for ApplicationView<'_> {
    fn schema(&self) -> &'static Schema {
        &APPLICATIONS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "name" => self.credential.name.clone().into(),
            "kind" => self.credential.kind.as_str().into(),
            "public_access" => (self.credential.kind == Kind::SalesChannel).into(),
            "scopes" => self.credential.scopes.clone().into(),
            _ => Value::Null,
        }
    }

    fn related(&self, _name: &str) -> Option<&str> {
        None
    }
}

fn none_if_empty(config: &Map<String, Value>) -> Value {
    if config.is_empty() { Value::Null } else { json!(config) }
}
