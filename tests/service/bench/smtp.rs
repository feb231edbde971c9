//! A mail server that says to every recipient what the test wants it to say.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use vestibule::config::{MailTransport, Settings, SmtpEncryption, SmtpSettings};

/// A mail server on this machine; it ends with the test's runtime.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    verdict: Arc<Mutex<&'static str>>,
    letters: Arc<Mutex<Vec<String>>>,
    is_modern: Arc<AtomicBool>,
}

impl MailServer {
    /// A server that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self {
            address,
            verdict: Arc::new(Mutex::new("250 fine")),
            letters: Arc::default(),
            is_modern: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// What it says to every recipient from now on.
    pub fn says(&self, verdict: &'static str) {
        *self.verdict.lock().unwrap() = verdict;
    }

    /// It knows addresses beyond ASCII from now on (RFC 6531, with RFC 6152).
    pub fn learns_utf8(&self) {
        self.is_modern.store(true, Ordering::SeqCst);
    }

    /// The letters taken, as they came.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    /// The settings that lead here.
    pub fn in_settings(&self, settings: &mut Settings) {
        settings.mail.transport = MailTransport::Smtp(SmtpSettings {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            encryption: SmtpEncryption::None,
            credentials: None,
        });
    }

    async fn talk(&self, mut stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail.example\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let command = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match command.as_str() {
                "EHLO" if self.is_modern.load(Ordering::SeqCst) => {
                    "250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8"
                }
                "RCPT" => *self.verdict.lock().unwrap(),
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut letter = String::new();
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                        letter = letter + &line + "\n";
                    }
                    self.letters.lock().unwrap().push(letter);
                    "250 taken"
                }
                _ => "250 fine",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}
