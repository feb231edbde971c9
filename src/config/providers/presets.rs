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
    pub(super) issuer_example: &'static str,
    /// What its path always holds.
    pub(super) issuer_part: &'static str,
    pub(super) issuer_ends_in_slash: bool,
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
    issuer_example: "https://id.example.com",
    issuer_part: "",
    issuer_ends_in_slash: false,
    scopes: ["openid", "email", "profile"],
    // Whoever runs it has to say that its word is good: accounts are found by it.
    trust_email: false,
    response_mode: ResponseMode::Query,
    // Not everybody has an end_session_endpoint.
    logout: LogoutBehaviour::Local,
};

/// Stands in where the name of the preset is misspelt, so that nothing else is called missing.
pub(super) const MISSPELT: Defaults =
    Defaults { name: "misspelt", label: "Misspelt", issuer: "https://id.example.com", ..GENERIC };

const AUTH0: Defaults = Defaults {
    name: "auth0",
    label: "Auth0",
    icon: Icon::Auth0,
    issuer_example: "https://acme.eu.auth0.com/",
    // Its dashboard shows the domain; the issuer in its tokens has a slash behind it.
    issuer_ends_in_slash: true,
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    // Nothing to set for two more: `updated_at` comes as text (the ID token's reader takes both), and new
    // applications sign with RS256 (an old one with HS256 needs `signing_algorithms`).
    ..GENERIC
};

const OKTA: Defaults = Defaults {
    name: "okta",
    label: "Okta",
    icon: Icon::Okta,
    // An authorization server of one's own is an issuer of its own; the org itself is one without a path.
    issuer_example: "https://acme.okta.com/oauth2/default",
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const ENTRA: Defaults = Defaults {
    name: "entra",
    label: "Microsoft",
    icon: Icon::Microsoft,
    issuer_example: "https://login.microsoftonline.com/<tenant id>/v2.0",
    // Without it, it is the older endpoint, whose tokens name another issuer. For `common` and `organizations`
    // discovery answers with a template: {tenantid} stands for the tenant that each token names.
    issuer_part: "/v2.0",
    // Administrators of a tenant may write any address, and nothing says whether it was proved.
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
    // No end_session_endpoint, so `logout` stays local. `hd` among the extra parameters only preselects a
    // domain: it keeps nobody out.
    ..GENERIC
};

const KEYCLOAK: Defaults = Defaults {
    name: "keycloak",
    label: "Keycloak",
    icon: Icon::Keycloak,
    issuer_example: "https://id.example.com/realms/acme",
    // Every realm is a provider of its own; older versions have /auth before it.
    issuer_part: "/realms/",
    trust_email: true,
    logout: LogoutBehaviour::RpInitiated,
    ..GENERIC
};

const APPLE: Defaults = Defaults {
    name: "apple",
    label: "Apple",
    icon: Icon::Apple,
    issuer: "https://appleid.apple.com",
    // `name` instead of `profile`; the name itself comes once, at the first sign-in, beside the token.
    scopes: ["openid", "email", "name"],
    trust_email: true,
    // Apple posts as soon as a name or an address is asked for.
    response_mode: ResponseMode::FormPost,
    // No end_session_endpoint. Its client secret is signed anew by us (`ClientAuth::Apple`).
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
