//! A server that gives the same bytes to everybody, whatever was asked.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

/// A server of fixed words; it ends with the test's runtime.
pub struct Stub {
    pub url: Url,
    asked: Arc<AtomicUsize>,
}

impl Stub {
    /// A server that says `words` to every connection and closes it.
    pub async fn saying(words: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let mut question = [0; 16_384];
                if stream.read(&mut question).await.is_ok() {
                    // Whoever asked may hang up in the middle.
                    drop(stream.write_all(words.as_bytes()).await);
                }
            }
        });
        Self { url, asked }
    }

    /// A server that answers like this, with a body of this kind.
    pub async fn answering(status: &str, headers: &str, kind: &str, body: &str) -> Self {
        let length = body.len();
        Self::saying(format!(
            "HTTP/1.1 {status}\r\n{headers}content-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
        .await
    }

    /// How often somebody asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
