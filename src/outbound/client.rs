//! One guarded request: the address checked, a place among the running ones, a time limit over everything, and a
//! body read only as far as its limit.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, CONTENT_ENCODING, DATE, HeaderMap, HeaderValue, LOCATION,
};
use reqwest::{Client, Request, Response, StatusCode, redirect};
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use super::resolver::{Guard, Lookup};
use super::{Bounds, OutboundError, Reach, addresses};

/// A client of one [`Reach`]. Cheap to clone.
#[derive(Clone)]
pub struct OutboundClient {
    http: Client,
    reach: Reach,
    bounds: Bounds,
    places: Arc<Semaphore>,
}

/// A JSON document from a public address.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The document.
    pub body: Value,
    /// The time of its server when it answered (`Date`, and the `Age` that a cache adds); `None` where it does not
    /// say.
    pub answered_at: Option<DateTime<Utc>>,
}

impl OutboundClient {
    pub(super) fn new(reach: Reach, lookup: Lookup, bounds: Bounds) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .dns_resolver(Guard { reach, lookup })
            // A redirect or a proxy would choose the address anew, behind our check.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .https_only(reach == Reach::Public)
            .connect_timeout(bounds.connect)
            .timeout(bounds.whole)
            // Many providers close idle connections after five seconds (Node's default): a code that is sent at
            // that very moment would be lost.
            .pool_idle_timeout(Duration::from_secs(4))
            .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http, reach, bounds, places: Arc::new(Semaphore::new(bounds.in_flight)) })
    }

    /// Whether the address, as far as it can be read, is one that a request may go to.
    pub fn check(&self, url: &Url) -> Result<(), OutboundError> {
        addresses::check(self.reach, url)
    }

    /// The JSON document at `url`, which must answer 200 itself: at most 256 KiB, within 8 seconds.
    pub async fn get_json(&self, url: &Url) -> Result<Fetched, OutboundError> {
        let mut request = Request::new(reqwest::Method::GET, url.clone());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let answer = self.carry_out(request, self.bounds.document).await?;
        if answer.status() != StatusCode::OK {
            return Err(OutboundError::Status(answer.status().as_u16()));
        }
        let body = serde_json::from_slice(answer.body()).map_err(|_| OutboundError::NotJson)?;
        Ok(Fetched { body, answered_at: answered_at(answer.headers()) })
    }

    /// Sends `request` and gives the answer whatever its status is, except a redirect: at most 128 KiB, within 8
    /// seconds. `|request| client.send(request)` is an `AsyncHttpClient` of `openidconnect`.
    pub async fn send(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, OutboundError> {
        self.carry_out(Request::try_from(request)?, self.bounds.answer).await
    }

    async fn carry_out(
        &self,
        mut request: Request,
        largest: usize,
    ) -> Result<http::Response<Vec<u8>>, OutboundError> {
        self.check(request.url())?;
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        // Also over the wait for a place: whoever waits is a person in front of a page.
        let answered = tokio::time::timeout(self.bounds.whole, async {
            let _place = self.places.acquire().await.map_err(|_| OutboundError::Slow)?;
            let asked = request.url().clone();
            let answer = self.http.execute(request).await?;
            refuse_redirect(&asked, &answer)?;
            read(answer, largest).await
        });
        answered.await.unwrap_or(Err(OutboundError::Slow))
    }
}

fn refuse_redirect(asked: &Url, answer: &Response) -> Result<(), OutboundError> {
    if !answer.status().is_redirection() {
        return Ok(());
    }
    let target = answer.headers().get(LOCATION).and_then(|target| target.to_str().ok());
    let origin =
        target.and_then(|target| asked.join(target).ok()).map(|url| url.origin().ascii_serialization());
    Err(OutboundError::Redirected(origin.unwrap_or_else(|| "nowhere".to_owned())))
}

async fn read(mut answer: Response, largest: usize) -> Result<http::Response<Vec<u8>>, OutboundError> {
    // A few compressed bytes unfold to gigabytes; we asked for none.
    if answer.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(OutboundError::Compressed);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > largest {
            return Err(OutboundError::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = http::Response::new(body);
    *whole.status_mut() = answer.status();
    *whole.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(whole)
}

fn answered_at(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let date = DateTime::parse_from_rfc2822(text(DATE)?).ok()?.to_utc();
    let age = text(AGE).and_then(|age| age.trim().parse::<u32>().ok()).unwrap_or_default();
    date.checked_add_signed(TimeDelta::seconds(age.into()))
}
