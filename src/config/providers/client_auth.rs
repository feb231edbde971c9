//! How we prove at a provider's token endpoint that we are its client (OpenID Connect Core 1.0, 9).

use super::Preset;
use crate::config::kinds;
use crate::config::reader::{Read, Section};
use crate::foundation::Secret;

/// `client_auth`, and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// `discovered`: by a secret, as `client_secret_basic` unless discovery lists only `client_secret_post`.
    Discovered(Secret),
    /// `client_secret_basic`
    Basic(Secret),
    /// `client_secret_post`
    Post(Secret),
    /// `private_key_jwt`: by an assertion signed with our own published key, RS256.
    PrivateKeyJwt,
    /// The way of the preset `apple`: a client secret that we sign ourselves, ES256.
    Apple {
        /// `apple_team_id`
        team_id: String,
        /// `apple_key_id`
        key_id: String,
        /// `apple_private_key` or `apple_private_key_file`: the PEM text of Apple's `.p8` file.
        private_key: Secret,
    },
    /// `none`: a public client; PKCE alone protects the code.
    None,
}

impl ClientAuth {
    /// The secret that the provider knows, too; none where we prove ourselves by a key, or not at all.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Discovered(secret) | Self::Basic(secret) | Self::Post(secret) => Some(secret),
            Self::PrivateKeyJwt | Self::Apple { .. } | Self::None => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Discovered,
    Basic,
    Post,
    PrivateKeyJwt,
    None,
}

/// Reads `client_auth`, the secret and the `apple_…` settings.
pub(super) fn read(section: &mut Section<'_>, preset: Preset) -> Read<ClientAuth> {
    let method = section.or("client_auth", "discovered", Method::parse);
    let secret = section.secret("client_secret");
    let team_id = section.maybe("apple_team_id", kinds::identifier);
    let key_id = section.maybe("apple_key_id", kinds::identifier);
    let private_key = section.secret("apple_private_key");
    let (method, secret) = (method?, secret?);
    let missing = |key: &str| section.problem(key, "missing");
    if preset == Preset::Apple {
        return Ok(ClientAuth::Apple {
            team_id: team_id?.ok_or_else(|| missing("apple_team_id"))?,
            key_id: key_id?.ok_or_else(|| missing("apple_key_id"))?,
            private_key: private_key?.ok_or_else(|| missing("apple_private_key"))?,
        });
    }
    let secret = || secret.ok_or_else(|| missing("client_secret"));
    Ok(match method {
        Method::Discovered => ClientAuth::Discovered(secret()?),
        Method::Basic => ClientAuth::Basic(secret()?),
        Method::Post => ClientAuth::Post(secret()?),
        Method::PrivateKeyJwt => ClientAuth::PrivateKeyJwt,
        Method::None => ClientAuth::None,
    })
}

impl Method {
    fn parse(text: &str) -> Result<Self, String> {
        let known = [
            ("discovered", Self::Discovered),
            ("client_secret_basic", Self::Basic),
            ("client_secret_post", Self::Post),
            ("private_key_jwt", Self::PrivateKeyJwt),
            ("none", Self::None),
        ];
        kinds::one_of(text, &known)
    }
}
