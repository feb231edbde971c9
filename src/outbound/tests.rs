//! The guarded client against a server on this machine, under names whose addresses the test decides.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openidconnect::AsyncHttpClient;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use super::resolver::Lookup;
use super::{Bounds, OutboundClient, OutboundError, Reach};

/// The addresses that a name has, one answer for each time that somebody asks; the last one stays.
#[derive(Clone)]
pub(super) struct Script(Arc<Mutex<VecDeque<Vec<SocketAddr>>>>);

impl Script {
    fn of<const N: usize>(answers: [&[&str]; N]) -> Self {
        let read = |answer: &[&str]| {
            answer.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 0)).collect()
        };
        Self(Arc::new(Mutex::new(answers.into_iter().map(read).collect())))
    }

    pub(super) fn next(&self) -> Vec<SocketAddr> {
        let mut answers = self.0.lock().unwrap();
        if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
    }
}

/// A server that says the same to everybody and keeps the connection open for `hold` before it ends.
struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn saying(words: impl Into<String>, hold: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, words) = (Arc::new(AtomicUsize::new(0)), words.into());
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let words = words.clone();
                tokio::spawn(async move {
                    let mut question = [0; 8192];
                    drop(stream.read(&mut question).await);
                    drop(stream.write_all(words.as_bytes()).await);
                    tokio::time::sleep(hold).await;
                });
            }
        });
        Self { port, asked }
    }

    async fn answering(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let words = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        Self::saying(words, Duration::ZERO).await
    }

    fn url(&self, host: &str) -> Url {
        format!("http://{host}:{}/document?code=secret", self.port).parse().unwrap()
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn small() -> Bounds {
    Bounds { document: 64, answer: 32, ..Bounds::default() }
}

fn client(reach: Reach, lookup: Lookup) -> OutboundClient {
    OutboundClient::new(reach, lookup, small()).unwrap()
}

fn private() -> OutboundClient {
    client(Reach::Private, Lookup::System)
}

#[tokio::test]
async fn a_document_comes_with_the_time_of_its_server() {
    let headers = "date: Tue, 24 Nov 2026 03:08:03 GMT\r\nage: 57\r\n";
    let server = Server::answering("200 OK", headers, r#"{"issuer":"x"}"#).await;
    let fetched = private().get_json(&server.url("127.0.0.1")).await.unwrap();
    let answered_at = fetched.answered_at.unwrap().to_rfc3339();
    assert_eq!((fetched.body, answered_at.as_str()), (json!({"issuer": "x"}), "2026-11-24T03:09:00+00:00"));
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_reaches_the_caller_whole() {
    let server = Server::answering("400 Bad Request", "x-kept: 1\r\n", r#"{"error":"invalid_grant"}"#).await;
    let request = http::Request::post(server.url("127.0.0.1").as_str()).body(b"code=1".to_vec()).unwrap();
    // As `openidconnect` would call it.
    let client = private();
    let asker = |request| client.send(request);
    let answer = AsyncHttpClient::call(&asker, request).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-kept"].as_bytes()), (400, &b"1"[..]));
    assert_eq!(answer.body(), br#"{"error":"invalid_grant"}"#);
}

#[tokio::test]
async fn a_document_must_be_json_with_status_200() {
    let server = Server::answering("404 Not Found", "", "{}").await;
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(OutboundError::Status(404)));
    let server = Server::answering("200 OK", "", "<html>").await;
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(OutboundError::NotJson));
}

#[tokio::test]
async fn k18_a_name_that_leads_to_a_private_address_is_refused_before_anybody_is_asked() {
    let server = Server::answering("200 OK", "", "{}").await;
    for addresses in [&["127.0.0.1"][..], &["::1"], &["169.254.169.254"], &["1.1.1.1", "127.0.0.1"]] {
        let public = client(Reach::Public, Lookup::Script(Script::of([addresses])));
        let url = format!("https://id.example:{}/", server.port).parse().unwrap();
        let refused = OutboundError::Refused { host: "id.example".into(), reach: Reach::Public };
        assert_eq!(public.get_json(&url).await, Err(refused), "{addresses:?}");
    }
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn k18_each_connection_goes_to_the_address_that_was_judged_for_it() {
    let server = Server::answering("200 OK", "", "{}").await;
    let script = Script::of([&["127.0.0.1"], &["169.254.169.254"]]);
    let private = client(Reach::Private, Lookup::Script(script));
    // Were the name resolved once for the check and once for the connection, the first request would fail.
    assert!(private.get_json(&server.url("id.example")).await.is_ok());
    let refused = OutboundError::Refused { host: "id.example".into(), reach: Reach::Private };
    assert_eq!(private.get_json(&server.url("id.example")).await, Err(refused));
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn k18_a_name_that_was_public_a_moment_ago_is_refused_when_it_moves_inside() {
    use reqwest::dns::Resolve as _;
    let lookup = Lookup::Script(Script::of([&["93.184.215.14"], &["127.0.0.1"]]));
    let guard = super::resolver::Guard { reach: Reach::Public, lookup };
    let judged: Vec<_> = guard.resolve("id.example".parse().unwrap()).await.unwrap().collect();
    assert_eq!(judged, [SocketAddr::new("93.184.215.14".parse().unwrap(), 0)]);
    assert!(guard.resolve("id.example".parse().unwrap()).await.is_err());
}

#[tokio::test]
async fn k18_plain_http_and_literal_private_addresses_are_not_even_tried() {
    let server = Server::answering("200 OK", "", "{}").await;
    let public = client(Reach::Public, Lookup::System);
    for url in [server.url("127.0.0.1"), format!("https://127.0.0.1:{}/", server.port).parse().unwrap()] {
        assert!(public.get_json(&url).await.is_err());
        let request = http::Request::get(url.as_str()).body(Vec::new()).unwrap();
        assert!(public.send(request).await.is_err());
    }
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn k18_a_redirect_is_named_by_its_origin_and_not_followed() {
    let target = Server::answering("200 OK", "", "{}").await;
    let location = format!("location: {}\r\n", target.url("127.0.0.1"));
    let server = Server::answering("302 Found", &location, "").await;
    let redirected = OutboundError::Redirected(format!("http://127.0.0.1:{}", target.port));
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(redirected.clone()));
    let request = http::Request::post(server.url("127.0.0.1").as_str()).body(Vec::new()).unwrap();
    assert_eq!(private().send(request).await.unwrap_err(), redirected);
    assert_eq!((server.asked(), target.asked()), (2, 0));
}

#[tokio::test]
async fn k18_a_body_is_read_up_to_its_limit_and_never_unpacked() {
    let long = format!("\"{}\"", "x".repeat(63));
    let server = Server::answering("200 OK", "", &long).await;
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(OutboundError::TooLarge(64)));
    let request = http::Request::get(server.url("127.0.0.1").as_str()).body(Vec::new()).unwrap();
    assert_eq!(private().send(request).await.unwrap_err(), OutboundError::TooLarge(32));
    // A length that is not announced, and a stream that has no end.
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    let server = Server::saying(endless, Duration::from_mins(1)).await;
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(OutboundError::TooLarge(64)));
    let server = Server::answering("200 OK", "content-encoding: gzip\r\n", "{}").await;
    assert_eq!(private().get_json(&server.url("127.0.0.1")).await, Err(OutboundError::Compressed));
}

#[tokio::test]
async fn k18_a_server_that_dawdles_is_left_and_its_place_is_free_again() {
    let slow = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", Duration::from_mins(1)).await;
    let bounds = Bounds { whole: Duration::from_millis(150), in_flight: 1, ..small() };
    let client = OutboundClient::new(Reach::Private, Lookup::System, bounds).unwrap();
    let url = slow.url("127.0.0.1");
    // The second one waits for the only place, within its own limit.
    let (first, second) = tokio::join!(client.get_json(&url), client.get_json(&url));
    assert_eq!((first, second), (Err(OutboundError::Slow), Err(OutboundError::Slow)));
    let quick = Server::answering("200 OK", "", "{}").await;
    assert!(client.get_json(&quick.url("127.0.0.1")).await.is_ok());
}

#[tokio::test]
async fn k18_no_error_repeats_the_query() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap().port();
    let url: Url = format!("http://127.0.0.1:{gone}/?code=secret").parse().unwrap();
    let error = private().get_json(&url).await.unwrap_err();
    assert!(error.is_passing() && !format!("{error} {error:?}").contains("secret"), "{error:?}");
}
