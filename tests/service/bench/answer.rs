//! One answer of the service, read completely.

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use url::Url;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// False for answers to HEAD.
    pub has_body: bool,
}

impl Answer {
    /// Reads `response`; a body that is not UTF-8 is a mistake of the service.
    pub async fn read(method: &Method, response: reqwest::Response) -> reqwest::Result<Self> {
        let (url, has_body) = (response.url().clone(), method != Method::HEAD);
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await?;
        let body = String::from_utf8(bytes.to_vec()).expect("the body is UTF-8");
        Ok(Self { url, status, headers, body, has_body })
    }

    /// A header as text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get("location")?.to_str().expect("a Location is ASCII");
        Some(self.url.join(location).expect("a Location is an address"))
    }

    /// True for pages.
    pub fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}
