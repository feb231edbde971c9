//! What is usual at the providers that many shops have: one table of data, one line of why for each quirk.

use super::{Icon, LogoutBehaviour, ResponseMode};
use crate::config::kinds;

/// `preset`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// `generic`: any OpenID provider.
    Generic,
    /// `auth0`
    Auth0,
    /// `okta`
    Okta,
    /// `entra`: Microsoft Entra ID, once Azure AD.
    Entra,
    /// `google`
    Google,
    /// `keycloak`
    Keycloak,
    /// `apple`: Sign in with Apple.
    Apple,
}

/// What holds where the settings say nothing. An empty text stands for what only the person can know.
pub(super) struct Defaults {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) icon: Icon,
    pub(super) issuer: &'static str,
    pub(super) scopes: [&'static str; 3],
    pub(super) trust_email: bool,
    pub(super) response_mode: ResponseMode,
    pub(super) logout: LogoutBehaviour,
}

const GENERIC: Defaults = Defaults {
    name: "generic",
    label: "",
    icon: Icon::Key,
    issuer: "",
    scopes: ["openid", "email", "profile"],
    trust_email: false,
    response_mode: ResponseMode::Query,
    logout: LogoutBehaviour::Local,
};

const AUTH0: Defaults = Defaults {
    name: "auth0",
    label: "Auth0",
    icon: Icon::Auth0,
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const OKTA: Defaults = Defaults {
    name: "okta",
    label: "Okta",
    icon: Icon::Okta,
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const ENTRA: Defaults = Defaults {
    name: "entra",
    label: "Microsoft",
    icon: Icon::Microsoft,
    trust_email: false,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const GOOGLE: Defaults = Defaults {
    name: "google",
    label: "Google",
    icon: Icon::Google,
    issuer: "https://accounts.google.com",
    trust_email: true,
    ..GENERIC
};

const KEYCLOAK: Defaults = Defaults {
    name: "keycloak",
    label: "Keycloak",
    icon: Icon::Keycloak,
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const APPLE: Defaults = Defaults {
    name: "apple",
    label: "Apple",
    icon: Icon::Apple,
    issuer: "https://appleid.apple.com",
    scopes: ["openid", "email", "name"],
    trust_email: true,
    response_mode: ResponseMode::FormPost,
    ..GENERIC
};

impl Preset {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let known = [
            ("generic", Self::Generic),
            ("auth0", Self::Auth0),
            ("okta", Self::Okta),
            ("entra", Self::Entra),
            ("google", Self::Google),
            ("keycloak", Self::Keycloak),
            ("apple", Self::Apple),
        ];
        kinds::one_of(text, &known)
    }

    pub(super) fn defaults(self) -> Defaults {
        match self {
            Self::Generic => GENERIC,
            Self::Auth0 => AUTH0,
            Self::Okta => OKTA,
            Self::Entra => ENTRA,
            Self::Google => GOOGLE,
            Self::Keycloak => KEYCLOAK,
            Self::Apple => APPLE,
        }
    }
}
