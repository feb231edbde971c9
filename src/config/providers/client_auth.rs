//! How we prove at a provider's token endpoint that we are its client (OpenID Connect Core 1.0, 9).

use super::{Preset, apple};
use crate::config::kinds;
use crate::config::reader::{Noted, Read, Section};
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

const SECRET: [&str; 2] = ["client_secret", "client_secret_file"];
const APPLE: [&str; 4] = ["apple_team_id", "apple_key_id", "apple_private_key", "apple_private_key_file"];

/// Reads `client_auth`, the secret and the `apple_…` settings. What belongs to another way of proving is refused:
/// whoever wrote it believes that it is used.
pub(super) fn read(section: &mut Section<'_>, preset: Read<Preset>) -> Read<ClientAuth> {
    let given = |keys: &[&'static str]| -> Vec<&'static str> {
        keys.iter().filter(|key| section.has(key)).copied().collect()
    };
    let (chosen, secrets, apples) = (given(&["client_auth"]), given(&SECRET), given(&APPLE));
    let method = section.or("client_auth", "discovered", Method::parse);
    let secret = section.secret("client_secret");
    let keys = apple::read(section);
    if preset? == Preset::Apple {
        let why = "is not for Apple, whose secret is made from apple_private_key; leave it out";
        let others = refuse(section, &[chosen, secrets].concat(), why);
        let complete = keys.complete(section);
        return others.and(complete);
    }
    let apples = refuse(section, &apples, "belongs to preset = \"apple\"");
    let proved = method.and_then(|method| by_secret_or_not(section, method, secret, &secrets));
    apples.and(proved)
}

fn by_secret_or_not(
    section: &Section<'_>,
    method: Method,
    secret: Read<Option<Secret>>,
    given: &[&str],
) -> Read<ClientAuth> {
    let missing = || {
        section
            .problem("client_secret", "missing; expected ours at the provider, here or as client_secret_file")
    };
    let needed = || secret.and_then(|secret| secret.ok_or_else(missing));
    let unused = || refuse(section, given, "is not used with this client_auth; leave it out");
    match method {
        Method::Discovered => needed().map(ClientAuth::Discovered),
        Method::Basic => needed().map(ClientAuth::Basic),
        Method::Post => needed().map(ClientAuth::Post),
        Method::PrivateKeyJwt => unused().map(|()| ClientAuth::PrivateKeyJwt),
        Method::None => unused().map(|()| ClientAuth::None),
    }
}

/// Notes each of `keys`.
fn refuse(section: &Section<'_>, keys: &[&str], why: &str) -> Read<()> {
    let noted: Vec<Noted> = keys.iter().map(|key| section.problem(key, why)).collect();
    noted.first().map_or(Ok(()), |noted| Err(*noted))
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
