//! A provider on a manual clock, a client that is nothing but HTTP, and a browser that keeps one cookie.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use url::{Url, form_urlencoded};
use vestibule::foundation::ManualClock;
use vestibule::sandbox::upstream::*;

pub const CALLBACK: &str = "https://shop.example/federation/upstream/callback";
pub const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";
/// The SHA-256 of [`VERIFIER`] as base64url.
pub const CHALLENGE: &str = "S6xMLfJrdwhXm9EJRqmQw6nyYWcpLlPsCEOqmhPUIcs";
pub const NOW: i64 = 1_795_000_000;

pub struct Bench {
    pub upstream: Upstream,
    pub clock: ManualClock,
    pub http: Client,
    cookie: Mutex<String>,
}

/// The parameters of a way back.
pub type Back = BTreeMap<String, String>;

impl Bench {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut UpstreamOptions)) -> Self {
        let clock = ManualClock::starting_at(DateTime::from_timestamp(NOW, 0).unwrap());
        let client = ClientRegistration::of_vestibule("upstream", "https://shop.example");
        let mut options =
            UpstreamOptions { clock: clock.clone().into(), ..UpstreamOptions::with_client(client) };
        change(&mut options);
        let upstream = Upstream::start(options).await.unwrap();
        Self { upstream, clock, http: http(), cookie: Mutex::default() }
    }

    /// With a switch that is on.
    pub async fn switched(switch: Switch) -> Self {
        let bench = Self::new().await;
        bench.upstream.switches().on(switch);
        bench
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.upstream.issuer().trim_end_matches('/'))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(self.http.get(self.url(path))).await
    }

    /// As the browser: with its cookie, and keeping a new one.
    pub async fn send(&self, request: RequestBuilder) -> Response {
        let cookie = self.cookie.lock().unwrap().clone();
        let answer = request.header("cookie", cookie).send().await.unwrap();
        if let Some(set) = answer.headers().get("set-cookie") {
            set.to_str().unwrap().split(';').next().unwrap().clone_into(&mut self.cookie.lock().unwrap());
        }
        answer
    }

    pub fn forget_cookie(&self) {
        self.cookie.lock().unwrap().clear();
    }

    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    /// `GET /authorize`
    pub async fn ask(&self, request: &[(&str, &str)]) -> Response {
        self.get(&format!("/authorize?{}", encoded(request))).await
    }

    /// What the page sends for this person.
    pub async fn choose(&self, request: &[(&str, &str)], form: &[(&str, &str)]) -> Response {
        let url = self.url(&format!("/sign-in?{}", encoded(request)));
        self.send(self.http.post(url).form(form)).await
    }

    /// The way back after signing in as a person of the page.
    pub async fn back(&self, request: &[(&str, &str)], person: &str) -> Back {
        back(&self.choose(request, &[("person", person)]).await)
    }

    /// A code for this person.
    pub async fn code(&self, person: &str) -> String {
        self.back(&request(), person).await["code"].clone()
    }

    /// `POST /token` with the secret in the header.
    pub async fn redeem(&self, code: &str) -> (u16, Value) {
        read(self.token(&redemption(code)).send().await.unwrap()).await
    }

    pub fn token(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let request = self.http.post(self.url("/token")).form(form);
        request.basic_auth(DEMO_CLIENT_ID, Some(DEMO_CLIENT_SECRET))
    }

    /// All tokens for this person.
    pub async fn tokens(&self, person: &str) -> Value {
        let (status, tokens) = self.redeem(&self.code(person).await).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    pub async fn id_token(&self, person: &str) -> String {
        self.tokens(person).await["id_token"].as_str().unwrap().to_owned()
    }

    /// The claims of an ID token, whoever signed it.
    pub async fn claims(&self, person: &str) -> Value {
        claims(&self.id_token(person).await)
    }

    pub async fn keys(&self) -> JwkSet {
        serde_json::from_value(self.json("/jwks.json").await).unwrap()
    }

    /// As a client verifies: the published key of the `kid`, the algorithm of the header, RS256 or ES256 alone.
    pub async fn verifies(&self, token: &str) -> bool {
        let Ok(header) = decode_header(token) else { return false };
        let keys = self.keys().await;
        let Some(key) = header.kid.and_then(|kid| keys.find(&kid).cloned()) else { return false };
        let mut validation = Validation::new(header.alg);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let allowed = [Algorithm::RS256, Algorithm::ES256].contains(&header.alg);
        allowed && decode::<Value>(token, &DecodingKey::from_jwk(&key).unwrap(), &validation).is_ok()
    }

    pub async fn userinfo(&self, access_token: &str) -> (u16, Value) {
        read(self.http.get(self.url("/userinfo")).bearer_auth(access_token).send().await.unwrap()).await
    }
}

/// One for all tests, because making one reads all trusted certificates of the system; no connection is kept,
/// because every test has a runtime of its own.
fn http() -> Client {
    static HTTP: OnceLock<Client> = OnceLock::new();
    let builder = || Client::builder().no_proxy().redirect(Policy::none()).pool_max_idle_per_host(0);
    HTTP.get_or_init(|| builder().build().unwrap()).clone()
}

/// The authorization request of a careful client.
pub fn request() -> Vec<(&'static str, &'static str)> {
    vec![
        ("response_type", "code"),
        ("client_id", DEMO_CLIENT_ID),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email profile"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

/// The same with other values; an empty one leaves the parameter out.
pub fn request_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut request: Vec<(&str, &str)> = request();
    for (name, value) in changes {
        request.retain(|(it, _)| it != name);
        if !value.is_empty() {
            request.push((name, value));
        }
    }
    request
}

pub fn redemption(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

pub fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Where an answer sends the browser.
pub fn location(answer: &Response) -> Url {
    assert_eq!(answer.status(), 302);
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

pub fn back(answer: &Response) -> Back {
    let address = location(answer);
    assert!(address.as_str().starts_with(CALLBACK), "{address}");
    address.query_pairs().into_owned().collect()
}

/// The error that comes back.
pub fn error(answer: &Response) -> String {
    let back = back(answer);
    assert!(!back.contains_key("code"));
    back["error"].clone()
}

pub async fn read(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

/// One part of a token.
pub fn part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub fn header(token: &str) -> Value {
    part(token, 0)
}

pub fn claims(token: &str) -> Value {
    part(token, 1)
}
