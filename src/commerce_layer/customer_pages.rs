//! All customers of an organization, a page at a time (contract 9.4).

use reqwest::Method;
use serde_json::Value;

use super::customers::read_customer;
use super::{CommerceLayer, CommerceLayerError, Customer, IntegrationToken};

/// A page of customers.
#[derive(Debug)]
pub struct CustomerPage {
    /// Who stands on it.
    pub customers: Vec<Customer>,
    /// How many pages there are.
    pub pages: u32,
}

impl CustomerPage {
    /// The most that a page holds.
    pub const SIZE: u32 = 25;
}

impl CommerceLayer {
    /// A page of the customers, the oldest first, so that new ones move none of those that were read.
    pub async fn customers(
        &self,
        token: &IntegrationToken,
        page: u32,
    ) -> Result<CustomerPage, CommerceLayerError> {
        let (page, size) = (page.to_string(), CustomerPage::SIZE.to_string());
        let query = [("sort", "created_at,id"), ("page[size]", &*size), ("page[number]", &*page)];
        let answer = self.core(Method::GET, "/customers", &query, None, &token.access_token).await?;
        let list = answer.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let pages = answer.pointer("/meta/page_count").and_then(Value::as_u64);
        let pages =
            pages.ok_or_else(|| CommerceLayerError::Unreachable("the page count is missing".into()))?;
        let customers = list.iter().map(read_customer).collect::<Result<_, _>>()?;
        Ok(CustomerPage { customers, pages: u32::try_from(pages).unwrap_or(u32::MAX) })
    }
}
