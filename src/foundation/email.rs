//! An e-mail address in its two forms: one canonical form for every look-up (catalogue K11), the typed form
//! for sending. Dots and plus-tags are kept: they are other mailboxes for all we can know.
//!
//! Before the `@` the typed form differs from the canonical one in upper and lower case alone. A letter to another
//! spelling could be read by somebody else than the owner of the address that it proves (catalogue G10).

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use url::Host;

/// The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

/// A checked address. Debug and logs see it masked.
#[derive(Clone)]
pub struct Email {
    typed: String,
    canonical: String,
}

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl Email {
    /// Reads what a person typed. Surrounding white space is dropped.
    ///
    /// The canonical form is lower case and NFC, with the domain in its ASCII form: the same mailbox typed in
    /// two ways is one account, and Commerce Layer is always asked with this form (contract 10.5).
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim();
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError)?;
        let fits = typed.len() <= LONGEST && local.len() <= LONGEST_LOCAL;
        if !fits || !is_local_part(local) {
            return Err(EmailError);
        }
        let ascii = ascii_domain(domain)?;
        let local: String = local.nfc().collect();
        let canonical = format!("{}@{ascii}", local.to_lowercase().nfc().collect::<String>());
        let typed = format!("{local}@{domain}");
        if canonical.len().max(typed.len()) > LONGEST {
            return Err(EmailError);
        }
        Ok(Self { typed, canonical })
    }

    /// The mailbox that a letter most likely ends up in, for counting letters only: `a.b+shop@` and `ab@` are one
    /// at many providers, and a flood goes through that gap (catalogue E08).
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.canonical.rsplit_once('@').unwrap_or(("", ""));
        let name = local.split('+').next().unwrap_or_default().replace('.', "");
        format!("{name}@{domain}")
    }

    /// The form for look-ups and for Commerce Layer.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What stands behind the `@`, in its canonical form.
    pub fn domain(&self) -> &str {
        self.canonical.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form for sending and showing to its owner.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// A form that may stand in a page that anybody can see: `a…@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.typed.rsplit_once('@').unwrap_or(("", ""));
        format!("{}…@{domain}", local.chars().next().unwrap_or('…'))
    }
}

/// RFC 5322's dot-atom, opened to letters beyond ASCII (RFC 6531). Quoted local parts are refused: nobody has
/// one, and they carry spaces and angle brackets into headers.
fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let marks = |c: char| !c.is_ascii() && unicode_normalization::char::is_combining_mark(c);
    local.split('.').all(|part| !part.is_empty() && part.chars().all(|c| atom(c) || marks(c)))
}

fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) if is_mail_domain(&ascii) => Ok(ascii),
        _ => Err(EmailError),
    }
}

fn is_mail_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Email {}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_mailbox_typed_in_many_ways_has_one_canonical_form() {
        for typed in ["Ada@Example.com", " ada@example.COM ", "ADA@EXAMPLE.COM"] {
            assert_eq!(Email::parse(typed).unwrap().canonical(), "ada@example.com");
        }
        assert_eq!(Email::parse("jörg@bücher.example").unwrap().canonical(), "jörg@xn--bcher-kva.example");
        assert_eq!(Email::parse("Jo\u{308}rg@a.example").unwrap(), Email::parse("jörg@a.example").unwrap());
        assert_ne!(Email::parse("a+b@x.example").unwrap(), Email::parse("a@x.example").unwrap());
    }

    #[test]
    fn g10_a_letter_goes_to_the_address_that_it_proves() {
        // The Kelvin sign is a K to the canonical form and another letter to a mail server.
        let kelvin = Email::parse("jac\u{212a}@example.com").unwrap();
        assert_eq!((kelvin.canonical(), kelvin.typed()), ("jack@example.com", "jacK@example.com"));
        assert_eq!(Email::parse("Ada@Example.COM").unwrap().typed(), "Ada@Example.COM");
    }

    #[test]
    fn letters_to_the_variants_of_one_mailbox_are_counted_together() {
        let mailbox = |typed| Email::parse(typed).unwrap().mailbox();
        assert_eq!(mailbox("a.d.a+shop@example.com"), mailbox("ADA@example.com"));
        assert_ne!(mailbox("ada@example.com"), mailbox("ada@example.org"));
    }

    #[test]
    fn what_cannot_be_mailed_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let far_too_long = "a".repeat(4096);
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@b.c",
            "a@b",
            "a b@c.de",
            "a@b..c",
            ".a@b.cd",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a<b@c.de",
            "a\r\nbcc:x@c.de",
            "a\0@c.de",
            "\"a b\"@c.de",
            "a@b@c.de",
            "a@-b.de",
            &long,
            &far_too_long,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn neither_debug_nor_mask_shows_the_address() {
        let email = Email::parse("ada.lovelace@example.com").unwrap();
        assert_eq!(email.masked(), "a…@example.com");
        assert!(!format!("{email:?}").contains("lovelace"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_a_canonical_form_is_stable(text in "\\PC{0,40}@\\PC{0,30}") {
            if let Ok(email) = Email::parse(&text) {
                let again = Email::parse(email.canonical()).unwrap();
                prop_assert_eq!(again.canonical(), email.canonical());
                prop_assert!(!email.typed().chars().any(char::is_control));
            }
        }
    }
}
