//! A sandbox on a manual clock, and short ways to call it.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use vestibule::foundation::ManualClock;
use vestibule::sandbox::{Sandbox, SandboxOptions, Seed};

pub const INTEGRATION: &str = "acme-integration-client-id-0000000000000001";
pub const INTEGRATION_SECRET: &str = "acme-integration-secret-0000000000000000001";
pub const WEB_SHOP: &str = "acme-web-shop-client-id-0000000000000000001";
pub const WEB_SHOP_SECRET: &str = "acme-web-shop-secret-0000000000000000000001";
pub const LEGACY_SHOP: &str = "acme-legacy-shop-client-id-0000000000000001";
pub const WEBAPP: &str = "acme-webapp-client-id-000000000000000000001";
pub const WEBAPP_SECRET: &str = "acme-webapp-secret-000000000000000000000001";
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub const JSON_API: &str = "application/vnd.api+json";

pub struct Bench {
    pub sandbox: Sandbox,
    pub clock: ManualClock,
    pub http: Client,
}

pub fn http() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(Seed::default()).await
    }

    pub async fn with(seed: Seed) -> Self {
        // The signing key is kept between runs: making one takes seconds.
        let keys_dir = Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sandbox-keys"));
        Self::started(SandboxOptions { seed, keys_dir, ..SandboxOptions::default() }).await
    }

    pub async fn started(options: SandboxOptions) -> Self {
        let clock = ManualClock::starting_at(DateTime::from_timestamp(1_795_000_000, 0).unwrap());
        let options = SandboxOptions { clock: clock.clone().into(), ..options };
        Self { sandbox: Sandbox::start(options).await.unwrap(), clock, http: http() }
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    pub fn auth(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.sandbox.auth_url()))
    }

    pub async fn ask(&self, body: Value) -> (u16, Value) {
        read(self.auth("/oauth/token").json(&body).send().await.unwrap()).await
    }

    /// The answer to a request that has to be granted.
    pub async fn granted(&self, body: Value) -> Value {
        let (status, value) = self.ask(body).await;
        assert_eq!(status, 200, "{value}");
        value
    }

    pub async fn revoke(&self, body: Value) -> (u16, Value) {
        read(self.auth("/oauth/revoke").json(&body).send().await.unwrap()).await
    }

    pub async fn guest(&self) -> String {
        access(&self.granted(guest("market:code:usa")).await)
    }

    pub async fn integration(&self) -> String {
        let body = json!({
            "grant_type": "client_credentials", "client_id": INTEGRATION, "client_secret": INTEGRATION_SECRET,
        });
        access(&self.granted(body).await)
    }

    pub async fn ada(&self) -> String {
        access(&self.granted(ada("market:code:usa")).await)
    }

    /// A call to the Core API of `acme`.
    pub async fn core(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> (u16, Value) {
        read(self.core_request(method, path, token, body).send().await.unwrap()).await
    }

    pub fn core_request(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
    ) -> RequestBuilder {
        let url = format!("{}/api/{path}", self.sandbox.api_url("acme"));
        let request = self.http.request(method, url).bearer_auth(token).header("accept", JSON_API);
        match body {
            Some(body) => request.header("content-type", JSON_API).body(body.to_string()),
            None => request,
        }
    }

    pub async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        self.core(Method::GET, path, token, None).await
    }

    pub async fn post(&self, path: &str, token: &str, attributes: Value) -> (u16, Value) {
        let body = json!({ "data": { "type": path, "attributes": attributes } });
        self.core(Method::POST, path, token, Some(body)).await
    }

    pub async fn patch(&self, kind: &str, id: &str, token: &str, attributes: Value) -> (u16, Value) {
        let body = json!({ "data": { "type": kind, "id": id, "attributes": attributes } });
        self.core(Method::PATCH, &format!("{kind}/{id}"), token, Some(body)).await
    }
}

pub fn guest(scope: &str) -> Value {
    json!({ "grant_type": "client_credentials", "client_id": WEB_SHOP, "scope": scope })
}

pub fn ada(scope: &str) -> Value {
    password("ada@example.com", "correct horse battery", scope)
}

pub fn password(username: &str, password: &str, scope: &str) -> Value {
    json!({
        "grant_type": "password", "client_id": WEB_SHOP, "username": username, "password": password, "scope": scope,
    })
}

pub fn refresh(token: &Value, scope: &str) -> Value {
    json!({ "grant_type": "refresh_token", "client_id": WEB_SHOP, "refresh_token": token, "scope": scope })
}

pub fn access(answer: &Value) -> String {
    answer["access_token"].as_str().unwrap().to_owned()
}

/// A token request with an assertion over these claims, signed by nobody.
pub fn assertion(claims: &Value) -> Value {
    bearer(&unsigned(&json!({ "https://commercelayer.io/claims": claims, "iat": 1_795_000_000 })))
}

pub fn bearer(assertion: &str) -> Value {
    json!({
        "grant_type": JWT_BEARER, "client_id": WEB_SHOP, "client_secret": WEB_SHOP_SECRET,
        "scope": "market:code:usa", "assertion": assertion,
    })
}

pub fn unsigned(payload: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(payload))
}

/// The payload of a token, as text.
pub fn payload(token: &str) -> String {
    let part = token.split('.').nth(1).unwrap();
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub fn claims(token: &str) -> Value {
    serde_json::from_str(&payload(token)).unwrap()
}

pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&text) };
    (status, value)
}

/// Title and code of the only error, which has the shape of the Auth API.
pub fn auth_error((status, value): (u16, Value)) -> (u16, String) {
    let errors = value["errors"].as_array().unwrap_or_else(|| panic!("{value}"));
    assert_eq!(errors.len(), 1, "{value}");
    assert_eq!(keys(&errors[0]), ["code", "detail", "meta", "status", "title"]);
    assert_eq!(errors[0]["status"], status, "the status is a number here");
    (status, errors[0]["title"].as_str().unwrap().to_owned())
}

/// Code of the first error, which has the shape of the Core API.
pub fn core_error((status, value): (u16, Value)) -> (u16, String) {
    let error = &value["errors"][0];
    assert_eq!(error["status"], status.to_string(), "the status is a text here: {value}");
    assert!(error["title"].is_string() && error["detail"].is_string(), "{value}");
    (status, error["code"].as_str().unwrap().to_owned())
}

/// The ids of a list.
pub fn ids((status, value): (u16, Value)) -> Vec<String> {
    assert_eq!(status, 200, "{value}");
    value["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}
