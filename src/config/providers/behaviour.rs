//! The choices of a provider that are one word each.

use crate::config::kinds;

/// What a provider may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// `sign_up`: who is not known yet gets an account.
    SignUp,
    /// `sign_in`: for people who have an account.
    SignIn,
    /// `link`: only from the account page; nobody signs in with it (catalogue A10).
    Link,
}

/// How the provider's answer comes back (OAuth 2.0 Form Post Response Mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// `query`: in the address.
    Query,
    /// `form_post`: in a form that the browser posts from the provider's origin.
    FormPost,
}

/// What signing out here means for the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutBehaviour {
    /// `local`: nothing; people stay signed in there.
    Local,
    /// `rp_initiated`: people are signed out there, too (OpenID Connect RP-Initiated Logout 1.0).
    RpInitiated,
    /// `federated`: the same by Auth0's older `/v2/logout?federated`, and also at the provider behind Auth0.
    Federated,
}

/// The pictures that come with Vestibule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// `auth0`
    Auth0,
    /// `okta`
    Okta,
    /// `microsoft`
    Microsoft,
    /// `google`
    Google,
    /// `keycloak`
    Keycloak,
    /// `apple`
    Apple,
    /// `key`: for everybody else.
    Key,
}

impl Usage {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        kinds::one_of(text, &[("sign_up", Self::SignUp), ("sign_in", Self::SignIn), ("link", Self::Link)])
    }
}

impl ResponseMode {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        kinds::one_of(text, &[("query", Self::Query), ("form_post", Self::FormPost)])
    }
}

impl LogoutBehaviour {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let known =
            [("local", Self::Local), ("rp_initiated", Self::RpInitiated), ("federated", Self::Federated)];
        kinds::one_of(text, &known)
    }
}

impl Icon {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let known = [
            ("auth0", Self::Auth0),
            ("okta", Self::Okta),
            ("microsoft", Self::Microsoft),
            ("google", Self::Google),
            ("keycloak", Self::Keycloak),
            ("apple", Self::Apple),
            ("key", Self::Key),
        ];
        kinds::one_of(text, &known)
    }
}
