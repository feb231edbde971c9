//! A request to the Core API with everything that resources need to answer it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::world::{Delivery, Environment, MOST_RECORDS, Organization, Record};
use super::document::{self, Frame};
use super::error::CoreError;
use super::input::Input;
use super::query::Query;
use super::token::Token;
use super::{Reply, Target};

/// A request whose token is good.
pub struct Call<'a> {
    pub now: DateTime<Utc>,
    pub method: &'a str,
    pub target: &'a Target<'a>,
    /// Where the sandbox serves drawings for organizations without a logo.
    pub asset_base: &'a str,
    pub token: Token,
    pub query: Query,
    /// The JSON body, where the method has one.
    pub body: Option<Value>,
    pub organization: &'a mut Organization,
    /// What webhooks get to hear of this request.
    pub outbox: Vec<Delivery>,
}

impl Call<'_> {
    /// The records that the token opens.
    pub fn environment(&self) -> &Environment {
        self.organization.environment(self.token.mode())
    }

    /// The same, to be changed.
    pub fn environment_mut(&mut self) -> &mut Environment {
        self.organization.environment_mut(self.token.mode())
    }

    /// The body as JSON:API input for `kind`; `id` is that of the address, for updates.
    pub fn input(&mut self, kind: &str, id: Option<&str>) -> Result<Input, CoreError> {
        Input::read(self.body.take(), kind, id)
    }

    /// Tells the webhooks of `topic` about a record, as it is now.
    pub fn emit(&mut self, topic: &str, kind: &str, id: &str) {
        let frame = Frame { custom_claim: None, sees_secrets: true, ..self.frame() };
        let Some(record) = frame.environment.find(kind, id) else { return };
        let (slug, mode) = (&self.organization.profile.slug, self.token.mode());
        let hooks = frame.environment.webhooks.iter().filter(|hook| hook.topic == topic && hook.delivers());
        let deliveries: Vec<Delivery> = hooks
            .map(|hook| {
                let body = document::delivery_body(record, &frame, &hook.include_resources);
                Delivery::new(slug, mode, hook, body)
            })
            .collect();
        self.outbox.extend(deliveries);
    }

    /// Refuses to keep more records of a type than a sandbox should.
    pub fn need_room(&self, records: impl FnOnce(&Environment) -> usize) -> Result<(), CoreError> {
        if records(self.environment()) < MOST_RECORDS {
            Ok(())
        } else {
            Err(CoreError::invalid("base", "the sandbox holds no more of these", "too_many"))
        }
    }

    /// A document of one record.
    pub fn document(&self, status: u16, record: &dyn Record) -> Result<Reply, CoreError> {
        Ok(Reply::Document(status, document::single(record, &self.frame(), &self.query)?))
    }

    /// A document of one record of the environment.
    pub fn show(&self, status: u16, kind: &str, id: &str) -> Result<Reply, CoreError> {
        let record = self.environment().find(kind, id).ok_or_else(|| CoreError::not_found(id))?;
        self.document(status, record)
    }

    /// A document of the record at the other end of a to-one relationship, which may be nothing.
    pub fn show_related(&self, kind: &str, id: &str, name: &str) -> Result<Reply, CoreError> {
        let record = self.environment().find(kind, id).ok_or_else(|| CoreError::not_found(id))?;
        let to_one = record.schema().to_one.iter().find(|(one, _)| *one == name);
        match to_one.zip(record.related(name)) {
            Some(((_, other), id)) => self.show(200, other, id),
            None => Ok(Reply::Document(200, json!({ "data": null }))),
        }
    }

    /// How documents look to this caller.
    pub fn frame(&self) -> Frame<'_> {
        Frame {
            base: &self.target.base,
            mode: self.token.mode(),
            environment: self.environment(),
            custom_claim: self.token.claims.custom_claim.as_ref(),
            sees_secrets: self.token.need_admin().is_ok(),
        }
    }
}
