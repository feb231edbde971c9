//! `[mail]`: who writes the letters and what carries them.

use std::path::PathBuf;

use lettre::message::Mailbox;

use super::kinds;
use super::reader::{Read, Section};
use crate::foundation::Secret;

/// `[mail]`
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// `from`: sender as `Name <address>` or a bare address.
    pub from: String,
    /// `reply_to`: optional.
    pub reply_to: Option<String>,
    /// `transport`: `smtp`, `folder` or `memory`.
    pub transport: MailTransport,
}

/// What carries letters.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// `transport = "smtp"` with `[mail.smtp]`
    Smtp(SmtpSettings),
    /// `transport = "folder"` with `folder`: one `.eml` file a letter.
    Folder(PathBuf),
    /// `transport = "memory"`: kept in the process, for tests and the demonstration.
    Memory,
}

/// `[mail.smtp]`
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// `host`
    pub host: String,
    /// `port`; default 465 for `tls`, 587 for `starttls`, 25 for `none`.
    pub port: u16,
    /// `encryption`: `tls` (default), `starttls`, or `none` (loopback hosts only).
    pub encryption: SmtpEncryption,
    /// `username` and `password` (or `password_file`): both or neither.
    pub credentials: Option<(String, Secret)>,
}

/// How the SMTP connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpEncryption {
    /// TLS from the first byte.
    Tls,
    /// Upgraded with STARTTLS; never falls back to clear text.
    StartTls,
    /// In the clear; only towards a loopback host.
    None,
}

/// Reads `[mail]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<MailSettings> {
    let from = section.require("from", "the sender, such as \"Shop <hello@example.com>\"", mailbox);
    let reply_to = section.maybe("reply_to", mailbox);
    let transport = transport(section);
    Ok(MailSettings { from: from?, reply_to: reply_to?, transport: transport? })
}

/// What belongs to a transport that is not chosen is checked all the same, so that switching is one word.
fn transport(section: &mut Section<'_>) -> Read<MailTransport> {
    let expected = "\"smtp\", \"folder\" or \"memory\"";
    let chosen = section.require("transport", expected, |text| match text {
        "smtp" | "folder" | "memory" => Ok(text.to_owned()),
        _ => Err(format!("expected {expected}")),
    });
    let folder = section.path("folder");
    let wants_smtp = chosen.as_ref().is_ok_and(|chosen| chosen == "smtp") || section.has("smtp");
    let smtp = if wants_smtp { section.within("smtp", smtp).map(Some) } else { Ok(None) };
    let (chosen, folder, smtp) = (chosen?, folder?, smtp?);
    match (chosen.as_str(), smtp, folder) {
        ("smtp", Some(smtp), _) => Ok(MailTransport::Smtp(smtp)),
        ("folder", _, Some(folder)) => Ok(MailTransport::Folder(folder)),
        ("folder", _, None) => {
            Err(section.problem("folder", "missing; expected the folder that receives the letters"))
        }
        _ => Ok(MailTransport::Memory),
    }
}

fn smtp(section: &mut Section<'_>) -> Read<SmtpSettings> {
    let host = section.require("host", "the name of the mail server", kinds::line(253));
    let encryption = section.or("encryption", "tls", SmtpEncryption::parse);
    let default_port = encryption.map_or(0, SmtpEncryption::port);
    let port = section.number("port", 1..=u16::MAX, default_port);
    let credentials = credentials(section);
    let (host, encryption) = (host?, encryption?);
    if encryption == SmtpEncryption::None && !kinds::is_loopback_host(&host) {
        let expected = "\"none\" is for a mail server on this machine (a loopback host) only";
        return Err(section.problem("encryption", expected));
    }
    Ok(SmtpSettings { host, port: port?, encryption, credentials: credentials? })
}

fn credentials(section: &mut Section<'_>) -> Read<Option<(String, Secret)>> {
    let username = section.maybe("username", kinds::line(254));
    let password = section.secret("password");
    match (username?, password?) {
        (Some(username), Some(password)) => Ok(Some((username, password))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(section.problem("password", "missing; a username needs a password")),
        (None, Some(_)) => Err(section.problem("username", "missing; a password needs a username")),
    }
}

fn mailbox(text: &str) -> Result<String, String> {
    let expected =
        || "expected an address such as \"Shop <hello@example.com>\" or hello@example.com".to_owned();
    let one_line = !text.chars().any(char::is_control);
    one_line.then(|| text.parse::<Mailbox>().ok()).flatten().map(|_| text.to_owned()).ok_or_else(expected)
}

impl SmtpEncryption {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "tls" => Ok(Self::Tls),
            "starttls" => Ok(Self::StartTls),
            "none" => Ok(Self::None),
            _ => Err("expected \"tls\", \"starttls\" or \"none\"".to_owned()),
        }
    }

    /// The usual port (RFC 8314, 3.3; RFC 6409, 3.1; RFC 5321, 4.5.4.2).
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}
