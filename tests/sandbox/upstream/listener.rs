//! A client's back-channel logout address: takes what comes, keeps it, answers 200.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use vestibule::sandbox::upstream::*;

use super::bench::Bench;

/// Requests as they came, head and body.
type Received = Arc<Mutex<Vec<String>>>;

pub struct Listener {
    pub uri: String,
    received: Received,
}

impl Listener {
    pub async fn start() -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let uri = format!("http://{}/backchannel-logout", socket.local_addr().unwrap());
        let received = Received::default();
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                take(stream, &kept).await;
            }
        });
        Self { uri, received }
    }

    /// What came, oldest first.
    pub fn requests(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }

    /// The logout tokens that came, oldest first.
    pub fn tokens(&self) -> Vec<String> {
        let token = |request: &String| request.rsplit_once("logout_token=").unwrap().1.to_owned();
        self.requests().iter().map(token).collect()
    }
}

async fn take(mut stream: TcpStream, kept: &Received) {
    let mut text = String::new();
    let mut piece = [0; 4_096];
    while !is_whole(&text) {
        match stream.read(&mut piece).await {
            Ok(length) if length > 0 => text.push_str(&String::from_utf8_lossy(&piece[..length])),
            _ => return,
        }
    }
    kept.lock().unwrap().push(text);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let mut lengths = head.lines().filter_map(|line| line.strip_prefix("content-length: "));
    lengths.next_back().is_some_and(|length| body.len() >= length.parse::<usize>().unwrap())
}

/// A provider whose client listens.
pub async fn listening() -> (Bench, Listener) {
    let listener = Listener::start().await;
    let uri = listener.uri.clone();
    let bench = Bench::with(|options: &mut UpstreamOptions| {
        options.clients[0].backchannel_logout_uri = Some(uri);
    });
    (bench.await, listener)
}
