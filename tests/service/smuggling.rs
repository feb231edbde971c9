//! D09: requests of which two readers disagree where they end. Over a plain socket, because no client library
//! sends them.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bench::TestApp;

/// Sends bytes and gives the status of every answer that comes back on the connection.
async fn answers(app: &TestApp, request: &str) -> Vec<u16> {
    let address = app.url().trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // The server closes or falls silent; a silent one waits for the rest of a body, which never comes. The first
    // answer gets more time: the machine may be busy.
    let patience = |bytes: &[u8]| Duration::from_millis(if bytes.is_empty() { 3000 } else { 300 });
    while let Ok(Ok(read)) = timeout(patience(&bytes), stream.read_buf(&mut bytes)).await {
        if read == 0 {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let starts = text.match_indices("HTTP/1.1 ").map(|(at, _)| at + 9);
    starts.filter_map(|at| text.get(at..at + 3)?.parse().ok()).collect()
}

#[tokio::test]
async fn d09_a_request_that_two_readers_would_cut_differently_is_one_request_or_none() {
    let app = TestApp::start().await;
    let smuggled = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    let plain = "POST /identity/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let cases = [
        (
            "both lengths",
            format!("{plain}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "both, other order",
            format!("{plain}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "two lengths",
            format!("{plain}Content-Length: 0\r\nContent-Length: {}\r\n\r\n{smuggled}", smuggled.len()),
        ),
        ("a list of lengths", format!("{plain}Content-Length: 0, {}\r\n\r\n{smuggled}", smuggled.len())),
        ("a signed length", format!("{plain}Content-Length: +0\r\n\r\n{smuggled}")),
        ("a negative length", format!("{plain}Content-Length: -1\r\n\r\n{smuggled}")),
        ("a hexadecimal length", format!("{plain}Content-Length: 0x0\r\n\r\n{smuggled}")),
        ("a length with a space", format!("{plain}Content-Length : 0\r\n\r\n{smuggled}")),
        ("a folded length", format!("{plain}Content-Length:\r\n 0\r\n\r\n{smuggled}")),
        ("unknown coding", format!("{plain}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{smuggled}")),
        (
            "hidden coding",
            format!("{plain}Transfer-Encoding: identity, chunked, identity\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        ("a tab in the coding", format!("{plain}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n{smuggled}")),
        (
            "a space before the colon",
            format!("{plain}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "a chunk size that is none",
            format!("{plain}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n{smuggled}"),
        ),
        (
            "a chunk size that overflows",
            format!("{plain}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\n\r\n{smuggled}"),
        ),
        (
            "bare line feeds",
            format!(
                "{}\n{smuggled}",
                plain.replace("\r\n", "\n") + "Content-Length: 0\nTransfer-Encoding: chunked\n"
            ),
        ),
        ("a null in a header", format!("{plain}X: a\0b\r\nContent-Length: 0\r\n\r\n{smuggled}")),
    ];
    let mut followed = Vec::new();
    for (name, request) in cases {
        let statuses = answers(&app, &request).await;
        assert!(statuses.iter().all(|status| *status < 500), "{name}: {statuses:?}");
        if statuses.contains(&200) {
            followed.push(name);
        }
    }
    assert_eq!(followed, Vec::<&str>::new(), "the second request was answered");
}

#[tokio::test]
async fn d09_two_plain_requests_are_still_two() {
    let app = TestApp::start().await;
    let one = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_eq!(
        answers(&app, &one.repeat(2)).await,
        [200, 200],
        "the reader of these tests sees what there is"
    );
}

#[tokio::test]
async fn d09_a_request_without_a_host_or_with_two_is_answered_calmly() {
    let app = TestApp::start().await;
    for head in ["", "Host: a\r\nHost: b\r\n", "Host: a b\r\n", "Host: \r\n"] {
        let statuses = answers(&app, &format!("GET /identity/login HTTP/1.1\r\n{head}\r\n")).await;
        assert!(
            !statuses.is_empty() && statuses.iter().all(|status| *status == 400),
            "{head:?}: {statuses:?}"
        );
    }
}
