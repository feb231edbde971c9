//! Making a customer unrecognisable (contract 10.1): asked for once, done there within days, followed until then. Needs
//! an integration of a user who may ask for it, which is another one than finds and makes customers.

use reqwest::Method;
use serde_json::{Value, json};

use super::customers::is_plain_id;
use super::{CommerceLayer, CommerceLayerError, CustomerId, IntegrationToken};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anonymization {
    /// Nobody has asked.
    NotAsked,
    /// Asked for, or being done.
    Underway,
    /// Done, or there is no such customer any more.
    Completed,
    /// Tried in vain.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl CommerceLayer {
    /// Whether the settings have a credential that may ask for it.
    pub fn may_anonymize(&self) -> bool {
        self.settings.anonymization.is_some()
    }

    /// How far the customer's anonymization is.
    pub async fn anonymization(
        &self,
        token: &IntegrationToken,
        id: &CustomerId,
    ) -> Result<Anonymization, CommerceLayerError> {
        if !is_plain_id(id.as_str()) {
            return Ok(Anonymization::Completed);
        }
        let answer =
            self.core(Method::GET, &format!("/customers/{id}"), &[], None, &token.access_token).await;
        read(answer)
    }

    /// Asks for it. Gives how far it is then.
    pub async fn request_anonymization(
        &self,
        token: &IntegrationToken,
        id: &CustomerId,
    ) -> Result<Anonymization, CommerceLayerError> {
        if !is_plain_id(id.as_str()) {
            return Ok(Anonymization::Completed);
        }
        let attributes = json!({"_request_anonymization": true});
        let body = json!({"data": {"type": "customers", "id": id.as_str(), "attributes": attributes}});
        let path = format!("/customers/{id}");
        match read(self.core(Method::PATCH, &path, &[], Some(&body), &token.access_token).await)? {
            // The answer may be older than the request that it answers.
            Anonymization::NotAsked => Ok(Anonymization::Underway),
            status => Ok(status),
        }
    }
}

/// A customer that is not there has nothing left to be forgotten.
fn read(answer: Result<Value, CommerceLayerError>) -> Result<Anonymization, CommerceLayerError> {
    let answer = match answer {
        Err(CommerceLayerError::NotFound) => return Ok(Anonymization::Completed),
        answer => answer?,
    };
    let attribute = |path| answer.pointer(path).and_then(Value::as_str);
    let status = attribute("/data/attributes/anonymization_status")
        .or_else(|| attribute("/data/attributes/anonymization_info/status"));
    Ok(match status {
        None => Anonymization::NotAsked,
        Some("completed") => Anonymization::Completed,
        Some("failed") => Anonymization::Failed,
        Some("cancelled") => Anonymization::Cancelled,
        // `requested`, `started`, `in_progress`, and whatever may be between them.
        Some(_) => Anonymization::Underway,
    })
}
