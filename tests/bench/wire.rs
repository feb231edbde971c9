//! HTTP/1.1 on one connection that is kept: as little work as possible beside the server that is measured.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// An open connection.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, as it came.
pub struct Answer<'a> {
    pub status: u16,
    head: &'a str,
    pub body: &'a str,
}

impl Answer<'_> {
    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// Whether head or body hold this text.
    pub fn holds(&self, text: &str) -> bool {
        self.body.contains(text) || self.head.contains(text)
    }
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.read.clear();
        self.stream.write_all(request).await?;
        let mut searched = 0;
        let body = loop {
            self.more().await?;
            let found = self.read[searched..].windows(END_OF_HEAD.len()).position(|four| four == END_OF_HEAD);
            if let Some(found) = found {
                break searched + found + END_OF_HEAD.len();
            }
            searched = self.read.len().saturating_sub(END_OF_HEAD.len());
        };
        let length = length(text(&self.read[..body])?)?;
        while self.read.len() < body + length {
            self.more().await?;
        }
        let head = text(&self.read[..body])?;
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| broken("an answer without a status"))?;
        Ok(Answer { status, head, body: text(&self.read[body..])? })
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn length(head: &str) -> io::Result<usize> {
    if header(head, "transfer-encoding").is_some() {
        return Err(broken("an answer of unknown length"));
    }
    header(head, "content-length").map_or(Ok(0), |length| length.parse().map_err(|_| broken("a bad length")))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn text(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| broken("an answer that is no text"))
}

fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
