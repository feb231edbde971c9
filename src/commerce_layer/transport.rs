//! One request to either API: headers, time limits, bounded bodies, and the sorting of failures.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, Response, redirect};
use serde_json::Value;

use super::{CommerceLayer, CommerceLayerError};
use crate::foundation::Secret;

/// A token answer is 4 kB, a page of 25 customers 60 kB; nothing we ask for comes near this.
const LARGEST_ANSWER: usize = 1 << 20;
/// The longest wait that an answer may ask of us.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

const JSON_API: &str = "application/vnd.api+json";

/// The process's one HTTP client: pooled connections, hard time limits, and no redirects, because a redirect
/// would carry client secrets to wherever it points.
///
/// # Errors
/// When the system's certificates cannot be read.
pub fn http_client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(8))
        .pool_idle_timeout(Duration::from_secs(50))
        .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")))
        .build()
}

impl CommerceLayer {
    /// `POST` to the Auth API; the answer's JSON object.
    pub(super) async fn post_auth(
        &self,
        path: &str,
        body: &Value,
        headers: HeaderMap,
    ) -> Result<Value, CommerceLayerError> {
        let url = endpoint(self.settings.auth_url.as_str(), path);
        let request = self.http.post(url).header(ACCEPT, "application/json").headers(headers).json(body);
        read_json(request.send().await).await
    }

    /// `GET` of a public document of the Auth API.
    pub(super) async fn get_auth(&self, path: &str) -> Result<Value, CommerceLayerError> {
        let url = endpoint(self.settings.auth_url.as_str(), path);
        read_json(self.http.get(url).header(ACCEPT, "application/json").send().await).await
    }

    /// A call of the Core API with `token`; `path` begins behind `/api`.
    pub(super) async fn core(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
        token: &Secret,
    ) -> Result<Value, CommerceLayerError> {
        let url = endpoint(self.settings.api_url.as_str(), &format!("/api{path}"));
        let url = url::Url::parse_with_params(&url, query).or_else(|_| url::Url::parse(&url));
        let url = url.map_err(|_| CommerceLayerError::Unreachable("the address is malformed".into()))?;
        let mut request =
            self.http.request(method, url).header(ACCEPT, JSON_API).header(AUTHORIZATION, bearer(token)?);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, JSON_API).body(body.to_string());
        }
        read_json(request.send().await).await
    }
}

fn endpoint(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}

fn bearer(token: &Secret) -> Result<HeaderValue, CommerceLayerError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|_| CommerceLayerError::Untrusted("characters"))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn read_json(answer: Result<Response, reqwest::Error>) -> Result<Value, CommerceLayerError> {
    let answer = answer.map_err(|error| CommerceLayerError::from_transport(&error))?;
    let status = answer.status();
    let retry_after = retry_after(answer.headers());
    let body = read_body(answer).await?;
    if !status.is_success() {
        return Err(CommerceLayerError::from_answer(status, retry_after, &body));
    }
    serde_json::from_slice(&body)
        .map_err(|_| CommerceLayerError::Unreachable("the answer is not JSON".into()))
}

async fn read_body(mut answer: Response) -> Result<Vec<u8>, CommerceLayerError> {
    let mut body = Vec::new();
    while let Some(chunk) =
        answer.chunk().await.map_err(|error| CommerceLayerError::from_transport(&error))?
    {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(CommerceLayerError::Unreachable("the answer is too large".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}
