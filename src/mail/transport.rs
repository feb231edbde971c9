//! What carries letters: an SMTP server, a folder, or the memory of the process. An enum, because there are
//! exactly these three.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::{Mailbox as Address, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use url::Host;

use super::Letter;
use crate::config::{MailSettings, MailTransport, SmtpEncryption, SmtpSettings};
use crate::foundation::LetterId;

const TIME_LIMIT: Duration = Duration::from_secs(20);
const MOST_KEPT: usize = 500;

/// The configured way out.
#[derive(Clone)]
pub struct Transport {
    from: Address,
    reply_to: Option<Address>,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Mailbox),
}

/// Why a letter was not carried. Says nothing of its recipient or content.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// It will never be: the address or the letter is not acceptable.
    #[error("the letter cannot be carried: {0}")]
    Permanent(String),
    /// It may be, later.
    #[error("the letter could not be carried now: {0}")]
    Passing(String),
}

impl Transport {
    /// The transport that the settings name.
    pub fn new(settings: &MailSettings) -> Result<Self, DeliveryError> {
        let way = match &settings.transport {
            MailTransport::Smtp(smtp) => Way::Smtp(smtp_transport(smtp)?),
            MailTransport::Folder(folder) => Way::Folder(folder.clone()),
            MailTransport::Memory => Way::Memory(Mailbox::default()),
        };
        let reply_to = settings.reply_to.as_deref().map(address).transpose()?;
        Ok(Self { from: address(&settings.from)?, reply_to, way })
    }

    /// The letters that the memory transport has carried; `None` for the others.
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match &self.way {
            Way::Memory(mailbox) => Some(mailbox),
            Way::Smtp(_) | Way::Folder(_) => None,
        }
    }

    /// Carries one letter.
    pub async fn carry(
        &self,
        id: LetterId,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        match &self.way {
            Way::Smtp(smtp) => send(smtp, self.message(letter)?).await,
            Way::Folder(folder) => write(folder, id, &self.message(letter)?.formatted()).await,
            Way::Memory(mailbox) => {
                mailbox.keep(id, letter, now);
                Ok(())
            }
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, DeliveryError> {
        let mut message =
            Message::builder().from(self.from.clone()).to(recipient(&letter.to)?).subject(&letter.subject);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        // Auto-Submitted keeps holiday answers away from codes (RFC 3834).
        let message = message.raw_header(lettre::message::header::HeaderValue::new(
            lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
        message
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|error| DeliveryError::Permanent(error.to_string()))
    }
}

fn address(text: &str) -> Result<Address, DeliveryError> {
    // The parser's own words repeat the address, which must not reach a log.
    text.parse().map_err(|_| DeliveryError::Permanent("the address is not one that mail can carry".into()))
}

/// With its domain in the ASCII form, an address such as `x@bücher.example` is carried by every mail server; the
/// letters before the `@` still need one that knows RFC 6531.
fn recipient(text: &str) -> Result<Address, DeliveryError> {
    let ascii = text.rsplit_once('@').and_then(|(local, domain)| match Host::parse(domain) {
        Ok(Host::Domain(domain)) => Some(format!("{local}@{domain}")),
        _ => None,
    });
    address(ascii.as_deref().unwrap_or(text))
}

fn smtp_transport(smtp: &SmtpSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, DeliveryError> {
    let tls =
        || TlsParameters::new(smtp.host.clone()).map_err(|error| DeliveryError::Permanent(error.to_string()));
    let encryption = match smtp.encryption {
        SmtpEncryption::Tls => Tls::Wrapper(tls()?),
        // Required, not opportunistic: a stripped STARTTLS must fail, not fall back to clear text.
        SmtpEncryption::StartTls => Tls::Required(tls()?),
        SmtpEncryption::None => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(encryption)
        .timeout(Some(TIME_LIMIT));
    if let Some((username, password)) = &smtp.credentials {
        builder = builder.credentials(Credentials::new(username.clone(), password.expose().to_owned()));
    }
    Ok(builder.build())
}

async fn send(smtp: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Result<(), DeliveryError> {
    match smtp.send(message).await {
        Ok(_) => Ok(()),
        // A server's refusal often quotes the recipient; the code alone says enough.
        Err(error) if error.is_permanent() => Err(DeliveryError::Permanent(reply_code(&error))),
        Err(error) => Err(DeliveryError::Passing(reply_code(&error))),
    }
}

fn reply_code(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".into(),
        None => "no connection to the mail server".into(),
    }
}

async fn write(folder: &Path, id: LetterId, bytes: &[u8]) -> Result<(), DeliveryError> {
    let file = folder.join(format!("{id}.eml"));
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(file, bytes).await
    };
    written.await.map_err(|error| DeliveryError::Passing(error.kind().to_string()))
}

/// The letters of the memory transport, newest first, the oldest forgotten.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Mutex<VecDeque<ReceivedLetter>>>);

/// A letter as the mailbox shows it.
#[derive(Clone, serde::Serialize)]
pub struct ReceivedLetter {
    /// Its id.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The words as HTML.
    pub html: String,
    /// When it was carried.
    pub sent_at: DateTime<Utc>,
}

impl Mailbox {
    /// What has arrived, newest first.
    pub fn letters(&self) -> Vec<ReceivedLetter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn keep(&self, id: LetterId, letter: &Letter, now: DateTime<Utc>) {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push_front(ReceivedLetter {
            id: id.to_string(),
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            html: letter.html.clone(),
            sent_at: now,
        });
        letters.truncate(MOST_KEPT);
    }
}
