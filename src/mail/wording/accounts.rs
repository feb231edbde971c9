//! The letters about an account: getting back in, signing in by code, and what has changed. Each says what to do if it
//! was not you.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Link, Wording, one_line};
use crate::foundation::Color;
use crate::i18n::{FluentValue, Texts};

impl Wording {
    /// Code and link by which somebody chooses a new password; both hold for `valid`.
    pub fn recovery(
        texts: Texts,
        shop: &str,
        color: Color,
        (code, href): (&str, &str),
        valid: TimeDelta,
    ) -> Self {
        let valid = texts.wait(valid);
        Self {
            code: Some(code.to_owned()),
            link: Some(Link { label: texts.get("letter-recovery-link"), href: href.to_owned() }),
            notes: vec![
                texts.with("letter-recovery-valid", &[("valid", valid.into())]),
                texts.get("letter-recovery-not-you"),
            ],
            ..Self::with_code(texts, shop, color, code, "letter-recovery-lead")
        }
    }

    /// The code to sign in with; it holds for `valid`.
    pub fn sign_in_code(texts: Texts, shop: &str, color: Color, code: &str, valid: TimeDelta) -> Self {
        let notes = code_notes(texts, valid, "letter-sign-in-not-you");
        Self { notes, ..Self::with_code(texts, shop, color, code, "letter-sign-in-lead") }
    }

    /// The code by which this becomes the address of an account; it holds for `valid`.
    pub fn new_address_code(texts: Texts, shop: &str, color: Color, code: &str, valid: TimeDelta) -> Self {
        let notes = code_notes(texts, valid, "letter-new-address-not-you");
        Self { notes, ..Self::with_code(texts, shop, color, code, "letter-new-address-lead") }
    }

    /// Somebody wanted to get into an account that there is not: only the reader of the mailbox is told (catalogue F01).
    pub fn no_account(texts: Texts, shop: &str, color: Color, login_href: &str) -> Self {
        let link = Some(Link { label: texts.get("letter-no-account-link"), href: login_href.to_owned() });
        let keys = ["letter-no-account-subject", "letter-no-account-lead", "letter-no-account-not-you"];
        Self { link, ..Self::notice(texts, shop, color, keys, &[]) }
    }

    /// Somebody wanted this address for another account.
    pub fn address_taken(texts: Texts, shop: &str, color: Color) -> Self {
        let keys =
            ["letter-address-taken-subject", "letter-address-taken-lead", "letter-address-taken-not-you"];
        Self::notice(texts, shop, color, keys, &[])
    }

    /// The password was changed; `recover_href` is where its owner takes the account back.
    pub fn password_changed(texts: Texts, shop: &str, color: Color, recover_href: &str) -> Self {
        let label = texts.get("letter-password-changed-link");
        let keys = [
            "letter-password-changed-subject",
            "letter-password-changed-lead",
            "letter-password-changed-not-you",
        ];
        let link = Some(Link { label, href: recover_href.to_owned() });
        Self { link, ..Self::notice(texts, shop, color, keys, &[]) }
    }

    /// To the former address: the account has another one, and how to undo it within `valid`.
    pub fn email_changed(
        texts: Texts,
        shop: &str,
        color: Color,
        (email, undo_href): (&str, &str),
        valid: TimeDelta,
    ) -> Self {
        let label = texts.get("letter-email-changed-undo");
        let valid = texts.wait(valid);
        let keys =
            ["letter-email-changed-subject", "letter-email-changed-lead", "letter-email-changed-not-you"];
        let link = Some(Link { label, href: undo_href.to_owned() });
        Self {
            link,
            ..Self::notice(texts, shop, color, keys, &[("email", email.into()), ("valid", valid.into())])
        }
    }

    /// Somebody signed in with a device that was never seen before.
    pub fn new_device(texts: Texts, shop: &str, color: Color, device: &str, account_href: &str) -> Self {
        let keys = ["letter-new-device-subject", "letter-new-device-lead", "letter-new-device-not-you"];
        let link = Some(Link { label: texts.get("letter-account-link"), href: account_href.to_owned() });
        Self { link, ..Self::notice(texts, shop, color, keys, &[("device", device.into())]) }
    }

    /// The account is erased on `day`, unless its owner signs in before.
    pub fn closing(texts: Texts, shop: &str, color: Color, day: DateTime<Utc>, login_href: &str) -> Self {
        let keys = ["letter-closing-subject", "letter-closing-lead", "letter-closing-not-you"];
        let link = Some(Link { label: texts.get("letter-closing-link"), href: login_href.to_owned() });
        let day = texts.day(day);
        Self { link, ..Self::notice(texts, shop, color, keys, &[("day", day.into())]) }
    }

    fn with_code(texts: Texts, shop: &str, color: Color, code: &str, lead: &str) -> Self {
        let shop = one_line(shop);
        let named = ("shop", shop.as_str().into());
        Self {
            subject: texts.with("letter-code-subject", &[("code", code.into()), named.clone()]),
            lead: texts.with(lead, &[named]),
            code: Some(code.to_owned()),
            ..Self::blank(texts, shop, color)
        }
    }

    /// Subject, lead and note under `keys`, each with the shop's name and `arguments`.
    fn notice(
        texts: Texts,
        shop: &str,
        color: Color,
        [subject, lead, note]: [&str; 3],
        arguments: &[(&'static str, FluentValue<'_>)],
    ) -> Self {
        let shop = one_line(shop);
        let mut arguments = arguments.to_vec();
        arguments.push(("shop", shop.as_str().into()));
        let say = |key| texts.with(key, &arguments);
        let (subject, lead, notes) = (say(subject), say(lead), vec![say(note)]);
        Self { subject, lead, notes, ..Self::blank(texts, shop.clone(), color) }
    }

    pub(super) fn account_samples(texts: Texts) -> Vec<(&'static str, Self)> {
        let (shop, color) = ("Acme Outfitters", Color::rgb(0x1d, 0x4e, 0xd8));
        let href =
            "https://id.example.com/recover/password?clientId=acme-web&token=vst_0000000000000000000000000";
        let day = DateTime::from_timestamp(1_795_305_600, 0).unwrap_or_default();
        let (ten, thirty) = (TimeDelta::minutes(10), TimeDelta::minutes(30));
        let changed = ("ada@analytical.example", href);
        vec![
            ("letter-recovery", Self::recovery(texts, shop, color, ("048213", href), thirty)),
            ("letter-sign-in", Self::sign_in_code(texts, shop, color, "048213", ten)),
            ("letter-no-account", Self::no_account(texts, shop, color, href)),
            ("letter-new-address", Self::new_address_code(texts, shop, color, "048213", ten)),
            ("letter-address-taken", Self::address_taken(texts, shop, color)),
            ("letter-password-changed", Self::password_changed(texts, shop, color, href)),
            ("letter-email-changed", Self::email_changed(texts, shop, color, changed, TimeDelta::days(7))),
            ("letter-new-device", Self::new_device(texts, shop, color, "Chrome on Android", href)),
            ("letter-closing", Self::closing(texts, shop, color, day, href)),
        ]
    }
}

fn code_notes(texts: Texts, valid: TimeDelta, not_you: &str) -> Vec<String> {
    let valid = texts.wait(valid);
    vec![texts.with("letter-code-valid", &[("valid", valid.into())]), texts.get(not_you)]
}
