//! What a provider is started with: its address, its clients, its people.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;

use crate::foundation::{Clock, Secret};

use super::person::Person;

/// The client id of Vestibule in the demonstration.
pub const DEMO_CLIENT_ID: &str = "vestibule";
/// The secret of Vestibule in the demonstration: an invented provider has nothing to protect.
pub const DEMO_CLIENT_SECRET: &str = "vestibule-secret-at-example-id-00000000001";

/// How to start an [`super::Upstream`].
#[derive(Clone, Debug)]
pub struct UpstreamOptions {
    /// Where time comes from; share a manual clock with the service under test to try expiry.
    pub clock: Clock,
    /// The listener; port 0 takes any free port.
    pub listen: SocketAddr,
    /// `iss` of all tokens, exactly; a path and a slash at the end are kept, and `:0` becomes the port that was
    /// really bound. `None` is `http://127.0.0.1:PORT`.
    pub issuer: Option<String>,
    /// Who may send people here.
    pub clients: Vec<ClientRegistration>,
    /// Whom one can sign in as.
    pub people: Vec<Person>,
}

/// A client as the provider knows it.
#[derive(Clone, Debug)]
pub struct ClientRegistration {
    /// `client_id`
    pub client_id: String,
    /// What people are told who asks.
    pub name: String,
    /// How the client proves itself at the token endpoint.
    pub authentication: ClientAuthentication,
    /// `redirect_uris`, compared as text.
    pub redirect_uris: Vec<String>,
    /// `post_logout_redirect_uris`, compared as text; Auth0's `returnTo` uses them, too.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens are posted to.
    pub backchannel_logout_uri: Option<String>,
    /// What is loaded in a frame when somebody signs out, while [`super::Switch::FrontchannelLogout`] is on.
    pub frontchannel_logout_uri: Option<String>,
    /// `id_token_signed_response_alg`
    pub id_token_algorithm: IdTokenAlgorithm,
}

/// How a client proves itself at the token endpoint.
#[derive(Clone, Debug)]
pub enum ClientAuthentication {
    /// `client_secret_basic` or `client_secret_post`.
    Secret(Secret),
    /// `client_secret_basic` alone.
    Basic(Secret),
    /// `client_secret_post` alone.
    Post(Secret),
    /// `private_key_jwt` (RFC 7523), verified with these keys.
    PrivateKeyJwt(ClientKeys),
    /// `client_secret_post` with a secret that is a JWT signed with ES256, as Apple wants it.
    SignedSecret {
        /// `iss` of the JWT.
        team_id: String,
        /// `kid` of the JWT.
        key_id: String,
        /// The public half of the client's key, PEM.
        public_key_pem: String,
    },
    /// A public client, which has to use PKCE.
    None,
}

/// Where the public keys of a client are.
#[derive(Clone, Debug)]
pub enum ClientKeys {
    /// `jwks_uri`, asked at every request.
    Uri(String),
    /// `jwks`
    Set(Value),
}

/// What ID tokens and logout tokens of a client are signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdTokenAlgorithm {
    /// RSA, the default of the specification.
    #[default]
    Rs256,
    /// Elliptic curve P-256.
    Es256,
}

impl Default for UpstreamOptions {
    fn default() -> Self {
        Self {
            clock: Clock::System,
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            issuer: None,
            clients: Vec::new(),
            people: Person::examples(),
        }
    }
}

impl UpstreamOptions {
    /// The defaults, and this one client.
    pub fn with_client(client: ClientRegistration) -> Self {
        Self { clients: vec![client], ..Self::default() }
    }
}

impl ClientRegistration {
    /// Vestibule at `public_url`, which calls this provider `provider` in its settings.
    pub fn of_vestibule(provider: &str, public_url: &str) -> Self {
        let at = |page: &str| format!("{}/federation/{provider}/{page}", public_url.trim_end_matches('/'));
        Self {
            client_id: DEMO_CLIENT_ID.to_owned(),
            name: "Acme Outfitters".to_owned(),
            authentication: ClientAuthentication::Secret(Secret::new(DEMO_CLIENT_SECRET)),
            redirect_uris: vec![at("callback")],
            post_logout_redirect_uris: vec![at("signed-out")],
            backchannel_logout_uri: Some(at("backchannel-logout")),
            frontchannel_logout_uri: Some(at("frontchannel-logout")),
            id_token_algorithm: IdTokenAlgorithm::Rs256,
        }
    }
}
