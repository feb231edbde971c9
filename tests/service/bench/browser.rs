//! A browser: cookies, redirects followed step by step, and the headers by which a server can tell who asks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use url::{Url, form_urlencoded};
use vestibule::foundation::Clock;

use super::jar::Jar;
use super::{Answer, Page, ProviderJar, rules};

const MOST_REDIRECTS: usize = 10;

/// The network below all browsers: making one takes longer than most requests.
pub fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        Client::builder()
            .redirect(redirect::Policy::none())
            // A server that crashed leaves dead connections behind, which a browser would notice by itself.
            .pool_max_idle_per_host(0)
            .resolve("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .build()
            .unwrap()
    })
}

/// A browser. Clones are windows of the same one.
#[derive(Clone)]
pub struct Browser(Arc<Inner>);

struct Inner {
    http: Client,
    home: Url,
    clock: Clock,
    jar: Mutex<Jar>,
    extra: Mutex<HeaderMap>,
    providers: ProviderJar,
}

/// Who starts a navigation, as `Sec-Fetch-Site` says it.
#[derive(Clone, Copy)]
pub(super) enum Initiator {
    /// A page of another site: a shop.
    Shop,
    /// A page of ours.
    Ourselves,
}

impl Browser {
    pub(super) fn new(home: &str, clock: Clock) -> Self {
        let inner = Inner {
            http: client().clone(),
            home: Url::parse(home).unwrap(),
            clock,
            jar: Mutex::default(),
            extra: Mutex::default(),
            providers: ProviderJar::default(),
        };
        Self(Arc::new(inner))
    }

    /// Follows a link of a shop.
    pub async fn visit(&self, address: impl AsRef<str>) -> Page {
        self.navigate(Method::GET, self.url(address.as_ref()), None, Initiator::Shop).await
    }

    /// Follows redirects until a page, or until the way leads to a shop.
    pub(super) async fn navigate(
        &self,
        method: Method,
        url: Url,
        body: Option<String>,
        initiator: Initiator,
    ) -> Page {
        let mut answer = self.send(self.navigation(method, &url, body, initiator)).await;
        let mut trail = Vec::new();
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = answer.location() else { return Page::new(self.clone(), answer, trail, None) };
            if next.origin() != self.0.home.origin() {
                return Page::new(self.clone(), answer, trail, Some(next));
            }
            // After a POST, browsers ask with GET (RFC 9110, 15.4.4).
            assert!([302, 303].contains(&answer.status.as_u16()), "{} to {next}", answer.status);
            let request = self.navigation(Method::GET, &next, None, initiator);
            trail.push(std::mem::replace(&mut answer, self.send(request).await));
        }
        panic!("{} redirects in a row, the last to {:?}", MOST_REDIRECTS, answer.location());
    }

    /// One request exactly as it is described, with this browser's cookies; nothing is followed.
    pub fn request(&self, method: Method, address: &str) -> Request {
        let draft = self.0.http.request(method, self.url(address));
        Request { browser: self.clone(), draft, with_cookies: true }
    }

    /// A form posted from a page of ours; nothing is followed.
    pub fn post(&self, address: &str, fields: &[(&str, &str)]) -> Request {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request(Method::POST, address)
            .header("origin", self.0.home.as_str().trim_end_matches('/'))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// Asks `GET /api/token` as a script of a shop's page does.
    pub async fn token(&self, client_id: &str, scope: &str, origin: &str) -> Answer {
        let pairs = [("client_id", client_id), ("scope", scope)];
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.request(Method::GET, &format!("/api/token?{query}")).header("origin", origin).send().await
    }

    /// The same of the shop with session hand-over, for `scope`.
    pub async fn send_token_request(&self, scope: &str) -> Answer {
        self.token(super::WEB, scope, "https://shop.acme.example").await
    }

    /// A header that this browser sends from now on, such as its languages.
    pub fn always(&self, name: &'static str, value: &str) {
        let value = HeaderValue::from_str(value).unwrap();
        self.0.extra.lock().unwrap().insert(HeaderName::from_static(name), value);
    }

    /// The cookies of providers.
    pub(super) fn provider_jar(&self) -> ProviderJar {
        self.0.providers.clone()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.0.jar.lock().unwrap().get(name)
    }

    /// The values of all cookies.
    pub fn cookies(&self) -> Vec<String> {
        self.0.jar.lock().unwrap().values()
    }

    /// Plants a cookie.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.0.jar.lock().unwrap().set(name, value);
    }

    /// Loses a cookie.
    pub fn forget_cookie(&self, name: &str) {
        self.0.jar.lock().unwrap().remove(name);
    }

    fn url(&self, address: &str) -> Url {
        self.0.home.join(address).unwrap()
    }

    fn navigation(&self, method: Method, url: &Url, body: Option<String>, initiator: Initiator) -> Request {
        let site = match initiator {
            Initiator::Shop => "cross-site",
            Initiator::Ourselves => "same-origin",
        };
        let mut request = self
            .request(method, url.as_str())
            .header("accept", "text/html,application/xhtml+xml")
            .header("sec-fetch-site", site)
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        if let Some(body) = body {
            let origin = self.0.home.origin().ascii_serialization();
            request = request
                .header("origin", &origin)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body);
        }
        request
    }

    async fn send(&self, request: Request) -> Answer {
        request.send().await
    }
}

/// A request under construction.
pub struct Request {
    browser: Browser,
    draft: reqwest::RequestBuilder,
    with_cookies: bool,
}

impl Request {
    /// Adds a header; its value need not be text.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.draft = self.draft.header(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    /// Adds a body.
    pub fn body(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.draft = self.draft.body(body);
        self
    }

    /// Leaves the cookies at home.
    pub fn without_cookies(mut self) -> Self {
        self.with_cookies = false;
        self
    }

    /// Sends it, and holds the answer against the rules.
    pub async fn send(self) -> Answer {
        self.try_send().await.unwrap()
    }

    /// The same of a server that may be going away.
    pub async fn try_send(self) -> reqwest::Result<Answer> {
        let Self { browser: Browser(inner), mut draft, with_cookies } = self;
        let cookies = inner.jar.lock().unwrap().header(inner.clock.now());
        if let Some(cookies) = cookies.filter(|_| with_cookies) {
            draft = draft.header("cookie", cookies);
        }
        let mut request = draft.build().unwrap();
        for (name, value) in inner.extra.lock().unwrap().iter() {
            request.headers_mut().insert(name, value.clone());
        }
        let method = request.method().clone();
        let answer = Answer::read(&method, inner.http.execute(request).await?).await?;
        inner.jar.lock().unwrap().take(&answer.headers, inner.clock.now());
        rules::check(&answer, &inner.home.origin().ascii_serialization());
        Ok(answer)
    }
}
