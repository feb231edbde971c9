//! Everything that the provider can be told to do otherwise: a few things that honest providers do one way or
//! the other, and every misbehaviour that a client has to see through (catalogue groups A and B, K01, K18).

use serde::{Deserialize, Serialize};

/// What a switch is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What honest providers do one way or the other.
    Choices,
    /// Who the person is said to be.
    Person,
    /// The way back to the client.
    Response,
    /// The claims of the ID token.
    IdToken,
    /// Header and signature of the ID token.
    Signature,
    /// The token endpoint.
    Token,
    /// The userinfo endpoint.
    Userinfo,
    /// The discovery document.
    Discovery,
    /// The published keys.
    Keys,
    /// Back-channel logout tokens.
    Logout,
}

macro_rules! switches {
    ($($group:ident { $($switch:ident: $sentence:literal,)* })*) => {
        /// One way to differ; its documentation is the sentence on the page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[expect(clippy::doc_markdown, reason = "the sentences are for the page, too, which knows no backticks")]
        pub enum Switch {
            $($(#[doc = $sentence] $switch,)*)*
        }

        impl Switch {
            /// All of them, in the order of the page.
            pub const ALL: &'static [Self] = &[$($(Self::$switch,)*)*];

            /// What it is about.
            pub fn group(self) -> Group {
                match self {
                    $($(Self::$switch => Group::$group,)*)*
                }
            }

            /// What it does.
            pub fn sentence(self) -> &'static str {
                match self {
                    $($(Self::$switch => $sentence,)*)*
                }
            }
        }
    };
}

switches! {
    Choices {
        PkceRequired: "Requests without PKCE are refused.",
        SilentSessions: "A browser that is signed in here goes on without being asked.",
        IssNotPromised: "No iss parameter is sent, and discovery does not promise one.",
        SignEs256: "Every ID token and logout token is signed with ES256.",
        ClaimsAtUserinfoOnly: "The ID token has no e-mail, name or groups; userinfo has them.",
        NoSessionIds: "ID tokens and logout tokens have no sid.",
        OnlyBasicListed: "Discovery lists client_secret_basic alone.",
        OnlyPostListed: "Discovery lists client_secret_post alone.",
        NoEndSession: "Discovery has no end_session_endpoint.",
        NoUserinfo: "Discovery has no userinfo_endpoint.",
        FrontchannelLogout: "Signing out loads the clients’ front-channel pages in frames.",
        OriginHidden: "form_post comes with the header Origin: null.",
        UserField: "form_post carries the field user with the name as JSON, as Apple does.",
    }
    Person {
        EmailVerifiedMissing: "email_verified is missing.",
        EmailVerifiedText: "email_verified is the text “true”.",
        EmailVerifiedFalse: "email_verified is false.",
        EmailVerifiedOne: "email_verified is the number 1.",
        EmailNotText: "The e-mail address is a list with the address in it.",
        EmailOdd: "The e-mail address is no address: two addresses with a comma and a line break.",
        NameWithMarkup: "The name is a piece of HTML with a script.",
        SubMissing: "The subject is missing.",
        SubEmpty: "The subject is the empty text.",
        SubNotText: "The subject is a number.",
        SubTooLong: "The subject has 256 characters.",
    }
    Response {
        StateWrong: "The state that comes back is another one.",
        StateMissing: "No state comes back.",
        IssMissing: "The iss parameter is missing, though discovery promises it.",
        IssWrong: "The iss parameter names another provider.",
        CodeAndError: "A code and an error come back together.",
        ParametersTwice: "Every parameter comes back twice, the second time with another value.",
        ErrorWithScript: "An error comes back whose description is a script.",
        SignedOutStateWrong: "After signing out, the state that comes back is another one.",
        SignedOutStateMissing: "After signing out, no state comes back.",
        CodeMissing: "Neither a code nor an error comes back.",
    }
    IdToken {
        NonceMissing: "The nonce is missing.",
        NonceWrong: "The nonce is another one.",
        TokenIssMissing: "iss is missing.",
        TokenIssWrong: "iss is another provider.",
        TokenIssSlash: "iss has one slash more, or one less, at its end.",
        AudMissing: "aud is missing.",
        AudWrong: "aud is another client.",
        AudListWithoutAzp: "aud lists another client, too, and azp is missing.",
        AudListWrongAzp: "aud lists another client, too, and azp is the other one.",
        AudListRightAzp: "aud lists another client, too, and azp is the right one; this is allowed.",
        AudListEmpty: "aud is an empty list.",
        AzpWrong: "aud is right and azp is another client.",
        IatMissing: "iat is missing.",
        ExpMissing: "exp is missing.",
        ExpText: "exp is a text.",
        Expired: "The token expired an hour ago.",
        IssuedInFuture: "The token was issued an hour from now.",
        NbfInFuture: "nbf is an hour from now.",
        FloatDates: "All dates have a fraction; this is allowed.",
        AtHashWrong: "at_hash belongs to another access token.",
        AuthTimeOld: "auth_time is a day ago, whatever max_age asked for.",
        AcrMissing: "acr is missing, whatever acr_values asked for.",
    }
    Signature {
        AlgNone: "The ID token is not signed: alg none.",
        Hs256ClientSecret: "Signed with HS256 and the client secret.",
        Hs256PublicKey: "Signed with HS256 and the PEM of the public key as secret.",
        BadRs256: "The RS256 signature is broken.",
        BadEs256: "The ES256 signature is broken.",
        SignedByAttacker: "Signed with an attacker’s key under the right kid.",
        HeaderJku: "Signed with an attacker’s key that the header jku points to.",
        HeaderX5u: "Signed with an attacker’s key that the header x5u points to.",
        HeaderJwk: "Signed with an attacker’s key that stands in the header jwk.",
        CritUnknown: "The header says crit with a name that nobody knows.",
        KidUnknown: "kid names a key that is not published.",
        KidMissing: "The header has no kid.",
        JweShaped: "The ID token has the five parts of an encrypted one.",
        NotAToken: "The ID token is a text that is no token.",
    }
    Token {
        TokenInvalidGrant: "Status 400, invalid_grant.",
        TokenErrorWithScript: "Status 400 with a script in error_description.",
        TokenServerError: "Status 500.",
        TokenHtml: "An HTML page with status 200.",
        TokenSlow: "The answer stops in the middle.",
        TokenHuge: "The answer has 16 MiB.",
        TokenRedirect: "A redirect to the token endpoint at another origin.",
        TokenAway: "The connection is closed without an answer.",
        IdTokenAbsent: "No ID token is in the answer.",
        AccessTokenAbsent: "No access token is in the answer.",
        TokenTypeOdd: "token_type is “mac”.",
    }
    Userinfo {
        UserinfoOtherSubject: "userinfo tells about another subject.",
        UserinfoNoSubject: "userinfo has no subject.",
        UserinfoOtherAddress: "userinfo has another address, a verified one; the ID token does not say of its own.",
        UserinfoAway: "Status 503.",
        UserinfoSigned: "userinfo is a signed JWT.",
        UserinfoHtml: "An HTML page with status 200.",
        UserinfoSlow: "The answer stops in the middle.",
        UserinfoHuge: "The answer has 16 MiB.",
        UserinfoRedirect: "A redirect to userinfo at another origin.",
    }
    Discovery {
        DiscoveryOtherIssuer: "The document belongs to another issuer.",
        DiscoveryNoTokenEndpoint: "The document has no token_endpoint.",
        DiscoveryNoKeys: "The document has no jwks_uri.",
        DiscoveryPlainHttp: "Endpoints are on http:// at a public host.",
        DiscoveryWeakAlgorithms: "The algorithms none and HS256 are listed beside RS256.",
        DiscoveryWithoutPkce: "code_challenge_methods_supported lists plain alone.",
        DiscoveryScriptEndpoint: "authorization_endpoint is a javascript: address.",
        TokenEndpointElsewhere: "token_endpoint has moved to another origin.",
        JwksUriPrivate: "jwks_uri is the metadata address of clouds, 169.254.169.254.",
        JwksUriMapped: "jwks_uri is the same address, written as IPv6.",
        DiscoveryRedirect: "A redirect to the document at another origin.",
        DiscoveryHtml: "An HTML page with status 200.",
        DiscoverySlow: "The answer stops in the middle.",
        DiscoveryHuge: "The answer has 16 MiB.",
        DiscoveryUnavailable: "Status 503.",
        DiscoveryAway: "The connection is closed without an answer.",
    }
    Keys {
        JwksEmpty: "No key is published.",
        JwksUnknownKinds: "Keys of unknown kinds and broken keys stand before the good ones; this is allowed.",
        JwksRedirect: "A redirect to the metadata address of clouds.",
        JwksHtml: "An HTML page with status 200.",
        JwksSlow: "The answer stops in the middle.",
        JwksHuge: "The answer has 16 MiB.",
        JwksUnavailable: "Status 503.",
        JwksAway: "The connection is closed without an answer.",
    }
    Logout {
        LogoutAlgNone: "The logout token is not signed: alg none.",
        LogoutHs256: "Signed with HS256 and the client secret.",
        LogoutBadSignature: "The signature is broken.",
        LogoutSignedByAttacker: "Signed with an attacker’s key under the right kid.",
        LogoutNonce: "The logout token has a nonce.",
        LogoutIssWrong: "iss is another provider.",
        LogoutAudWrong: "aud is another client.",
        LogoutAudMissing: "aud is missing.",
        LogoutNoEvents: "events is missing.",
        LogoutWrongEvent: "events names another event.",
        LogoutEventNotObject: "The event is a text instead of an object.",
        LogoutNobody: "Neither sub nor sid is there.",
        LogoutSubOnly: "sub is there and sid is not; this is allowed.",
        LogoutSidOnly: "sid is there and sub is not; this is allowed.",
        LogoutNoJti: "jti is missing.",
        LogoutReplay: "The latest logout token is sent again.",
        LogoutExpired: "exp was an hour ago.",
        LogoutNoExp: "exp is missing.",
        LogoutIatOld: "iat is a day ago, though exp is yet to come.",
        LogoutIatMissing: "iat is missing.",
        LogoutIatInFuture: "iat is an hour from now.",
        LogoutAudList: "aud lists another client, too; this is allowed.",
        LogoutTypMissing: "The header has no typ.",
        LogoutTypWrong: "typ is JWT.",
        LogoutIsIdToken: "An ID token is sent instead of a logout token.",
    }
}

impl Switch {
    /// The name over HTTP, such as `alg_none`.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The switch of this name.
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }
}

impl Group {
    /// All groups, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Choices,
        Self::Person,
        Self::Response,
        Self::IdToken,
        Self::Signature,
        Self::Token,
        Self::Userinfo,
        Self::Discovery,
        Self::Keys,
        Self::Logout,
    ];

    /// The heading on the page.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Choices => "Choices of an honest provider",
            Self::Person => "Who the person is said to be",
            Self::Response => "The way back to the client",
            Self::IdToken => "Claims of the ID token",
            Self::Signature => "Header and signature of the ID token",
            Self::Token => "Token endpoint",
            Self::Userinfo => "Userinfo endpoint",
            Self::Discovery => "Discovery document",
            Self::Keys => "Published keys",
            Self::Logout => "Back-channel logout tokens",
        }
    }
}
