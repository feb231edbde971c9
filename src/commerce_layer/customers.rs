//! Customers of the Core API (contract 10.1), by the integration token, which the broker gives.

use std::fmt;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{CommerceLayer, CommerceLayerError, IntegrationToken};
use crate::foundation::{Email, Secret};

/// A customer's id at Commerce Layer: an opaque text (contract 1.9).
#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct CustomerId(String);

impl CustomerId {
    /// An id as Commerce Layer said it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be one of the service's, which stand in addresses as they are.
    pub fn is_plain(&self) -> bool {
        is_plain_id(&self.0)
    }
}

impl From<String> for CustomerId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What we need to know of a customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its e-mail address as stored there.
    pub email: String,
}

/// What is to be changed of a customer; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct CustomerChange<'a> {
    /// The new address.
    pub email: Option<&'a Email>,
    /// The new password.
    pub password: Option<&'a Secret>,
    /// The new metadata, whole.
    pub metadata: Option<&'a Value>,
    /// The new customer group.
    pub group: GroupChange<'a>,
}

/// What becomes of the customer group (contract 10.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupChange<'a> {
    /// It stays.
    #[default]
    Keep,
    /// The customer is put into the group with this id.
    Join(&'a str),
    /// The customer is in no group any more.
    Leave,
}

/// What of a customer can be somebody else's word, ours or the shop's.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerDetails {
    /// The metadata, whole.
    pub metadata: Map<String, Value>,
    /// Id of the customer group.
    pub group: Option<String>,
}

impl CustomerChange<'_> {
    fn attributes(&self) -> Value {
        let mut attributes = json!({});
        if let Some(email) = self.email {
            attributes["email"] = email.canonical().into();
        }
        if let Some(password) = self.password {
            attributes["password"] = password.expose().into();
        }
        if let Some(metadata) = self.metadata {
            attributes["metadata"] = metadata.clone();
        }
        attributes
    }

    fn relationships(&self) -> Value {
        match self.group {
            GroupChange::Keep => json!({}),
            GroupChange::Join(id) => {
                json!({"customer_group": {"data": {"type": "customer_groups", "id": id}}})
            }
            GroupChange::Leave => json!({"customer_group": {"data": null}}),
        }
    }
}

#[derive(Deserialize)]
struct Resource {
    id: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    email: String,
}

impl CommerceLayer {
    /// The customer with exactly this address, if there is one.
    pub async fn find_customer(
        &self,
        token: &IntegrationToken,
        email: &Email,
    ) -> Result<Option<Customer>, CommerceLayerError> {
        let query = [("filter[q][email_eq]", email.canonical()), ("page[size]", "2")];
        let answer = self.core(Method::GET, "/customers", &query, None, &token.access_token).await?;
        let list = answer.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let customers = list.iter().map(read_customer).collect::<Result<Vec<_>, _>>()?;
        // The filter is the service's word; the address is compared here again, because a filter that was
        // ignored would hand us the first customer of the shop.
        Ok(customers.into_iter().find(|customer| same_address(customer, email)))
    }

    /// The customer with this id, if it still exists.
    pub async fn customer(
        &self,
        token: &IntegrationToken,
        id: &CustomerId,
    ) -> Result<Option<Customer>, CommerceLayerError> {
        if !is_plain_id(id.as_str()) {
            return Ok(None);
        }
        match self.core(Method::GET, &format!("/customers/{id}"), &[], None, &token.access_token).await {
            Ok(answer) => read_customer(answer.get("data").unwrap_or(&Value::Null)).map(Some),
            Err(CommerceLayerError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Metadata and group of the customer with this id, if it still exists.
    pub async fn customer_details(
        &self,
        token: &IntegrationToken,
        id: &CustomerId,
    ) -> Result<Option<CustomerDetails>, CommerceLayerError> {
        if !is_plain_id(id.as_str()) {
            return Ok(None);
        }
        // The other end of a relationship is said only where it is included (contract 9.3).
        let query = [("include", "customer_group")];
        match self.core(Method::GET, &format!("/customers/{id}"), &query, None, &token.access_token).await {
            Ok(mut answer) => read_details(&mut answer).map(Some),
            Err(CommerceLayerError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a customer. [`CommerceLayerError::Taken`] where the address has one already.
    pub async fn create_customer(
        &self,
        token: &IntegrationToken,
        email: &Email,
    ) -> Result<Customer, CommerceLayerError> {
        let body = json!({"data": {"type": "customers", "attributes": {"email": email.canonical()}}});
        let answer = self.core(Method::POST, "/customers", &[], Some(&body), &token.access_token).await?;
        let customer = read_customer(answer.get("data").unwrap_or(&Value::Null))?;
        if same_address(&customer, email) {
            Ok(customer)
        } else {
            Err(CommerceLayerError::Untrusted("e-mail address"))
        }
    }

    /// Changes a customer. [`CommerceLayerError::Taken`] where the new address belongs to another one.
    pub async fn update_customer(
        &self,
        token: &IntegrationToken,
        id: &CustomerId,
        change: &CustomerChange<'_>,
    ) -> Result<Customer, CommerceLayerError> {
        if !is_plain_id(id.as_str()) {
            return Err(CommerceLayerError::NotFound);
        }
        let (attributes, relationships) = (change.attributes(), change.relationships());
        let body = json!({"data": {
            "type": "customers", "id": id.as_str(), "attributes": attributes, "relationships": relationships,
        }});
        let answer = self
            .core(Method::PATCH, &format!("/customers/{id}"), &[], Some(&body), &token.access_token)
            .await?;
        read_customer(answer.get("data").unwrap_or(&Value::Null))
    }
}

pub(super) fn read_customer(resource: &Value) -> Result<Customer, CommerceLayerError> {
    let resource = Resource::deserialize(resource)
        .map_err(|_| CommerceLayerError::Unreachable("the customer is incomplete".into()))?;
    let id = CustomerId::new(resource.id);
    if !is_plain_id(id.as_str()) {
        return Err(CommerceLayerError::Untrusted("customer id"));
    }
    Ok(Customer { id, email: resource.attributes.email })
}

fn read_details(answer: &mut Value) -> Result<CustomerDetails, CommerceLayerError> {
    let metadata = match answer.pointer_mut("/data/attributes/metadata").map(Value::take) {
        Some(Value::Object(metadata)) => metadata,
        _ => Map::new(),
    };
    let group = match answer.pointer("/data/relationships/customer_group/data") {
        Some(Value::Null) => None,
        Some(group) => group.get("id").and_then(Value::as_str).map(str::to_owned),
        None => return Err(CommerceLayerError::Unreachable("the customer's group is missing".into())),
    };
    Ok(CustomerDetails { metadata, group })
}

/// True for texts that can stand in a path as they are. The service's ids are ten letters; anything that could
/// change the meaning of an address is not one of them.
pub(super) fn is_plain_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn same_address(customer: &Customer, email: &Email) -> bool {
    Email::parse(&customer.email).is_ok_and(|theirs| theirs == *email)
}
