//! `[mail]`: who writes the letters and what carries them.

use std::path::PathBuf;

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
