//! The two calls that the old shop's server makes to the Core API with the customer's own token.

use std::time::Duration;

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 * 1024;

/// The Core API of one organization.
pub struct CoreApi {
    http: reqwest::Client,
    url: String,
}

/// Who the customer is, and what was ordered.
#[derive(Debug)]
pub struct Customer {
    /// The e-mail address.
    pub email: String,
    /// The orders, as the API lists them.
    pub orders: Vec<Order>,
}

/// One order.
#[derive(Debug)]
pub struct Order {
    /// Its number, or its id where it has none.
    pub number: String,
    /// `draft`, `pending`, `placed` …
    pub status: String,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum CoreApiError {
    /// The token is not (or no longer) accepted.
    SignedOut,
    /// The API does not answer, or not as expected.
    Away,
}

impl CoreApi {
    /// The API at `url`, to which `/api/…` is added.
    pub fn new(url: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, url: url.to_owned() })
    }

    /// The customer `id`, seen with its own token.
    pub async fn customer(&self, id: &str, token: &str) -> Result<Customer, CoreApiError> {
        let customer = self.get(&format!("/api/customers/{id}"), token).await?;
        let orders = self.get(&format!("/api/customers/{id}/orders"), token).await?;
        let email = customer["data"]["attributes"]["email"].as_str().ok_or(CoreApiError::Away)?.to_owned();
        let orders = orders["data"].as_array().ok_or(CoreApiError::Away)?.iter().map(order).collect();
        Ok(Customer { email, orders })
    }

    async fn get(&self, path: &str, token: &str) -> Result<Value, CoreApiError> {
        let request = self.http.get(format!("{}{path}", self.url)).bearer_auth(token);
        let mut answer = request
            .header("accept", "application/vnd.api+json")
            .send()
            .await
            .map_err(|_| CoreApiError::Away)?;
        match answer.status().as_u16() {
            200 => {}
            401 => return Err(CoreApiError::SignedOut),
            _ => return Err(CoreApiError::Away),
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| CoreApiError::Away)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(CoreApiError::Away);
            }
        }
        serde_json::from_slice(&body).map_err(|_| CoreApiError::Away)
    }
}

fn order(resource: &Value) -> Order {
    let attributes = &resource["attributes"];
    let number = attributes["number"].as_str().or(resource["id"].as_str()).unwrap_or_default();
    let status = attributes["status"].as_str().unwrap_or_default();
    Order { number: number.to_owned(), status: status.to_owned() }
}
