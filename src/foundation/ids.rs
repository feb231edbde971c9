//! Typed identifiers: a `UUIDv7` each (so that rows are stored in the order of their birth), shown with a
//! prefix that says what it names. Ids of different tables cannot be mixed up.

use std::fmt;

use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, never given before.
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl $name {
            /// Reads an id as it is shown, or as the plain UUID that tables have.
            pub fn parse(text: &str) -> Option<Self> {
                let text = text.strip_prefix(concat!($prefix, "_")).unwrap_or(text);
                let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
                let plain = digits && matches!(text.len(), 32 | 36);
                Uuid::try_parse(text).ok().filter(|_| plain).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

id!(
    /// A person's account with one organization.
    AccountId, "acc"
);
id!(
    /// A signed-in browser.
    SessionId, "ses"
);
id!(
    /// A sign-up whose address is not confirmed yet.
    RegistrationId, "reg"
);
id!(
    /// A letter with a code or a link, by which an address is proven.
    ChallengeId, "chl"
);
id!(
    /// A letter in the outbox.
    LetterId, "let"
);
id!(
    /// A customer token in the vault.
    VaultId, "tok"
);
id!(
    /// A token that waits to be revoked at Commerce Layer.
    RevocationId, "rev"
);
id!(
    /// Somebody at a provider, linked to an account.
    IdentityId, "idn"
);
id!(
    /// An arrival from a provider that still has to prove an address.
    PendingLinkId, "pnd"
);
id!(
    /// A key of ours for providers that want us to sign.
    ClientKeyId, "key"
);
id!(
    /// A cart that somebody has pointed at.
    CartId, "crt"
);
id!(
    /// A guest's cart on its way to an account.
    CartHandoverId, "cho"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_shown_and_as_tables_have_it() {
        let id = AccountId::generate();
        assert_eq!(AccountId::parse(&id.to_string()), Some(id));
        assert_eq!(AccountId::parse(&Uuid::from(id).to_string()), Some(id));
        let other = SessionId::generate().to_string();
        for text in
            ["", "acc_", "acc_12", &other, "acc_ACC_00000000000000000000000000000000", "ada@example.com"]
        {
            assert_eq!(AccountId::parse(text), None, "{text}");
        }
    }
}
