//! Cryptography and proofs: what the provider offers, and what of it the settings can use.

use super::document::{Document, shown};
use crate::config::{ClientAuth, ProviderSettings};
use crate::foundation::Report;

/// The kind of key that an algorithm needs (RFC 7518, 3.1; RFC 8037); `None` for what our verifier does not know.
pub(super) fn kind_of_key(algorithm: &str) -> Option<&'static str> {
    match algorithm {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => Some("RSA"),
        "ES256" | "ES384" => Some("EC"),
        "EdDSA" => Some("OKP"),
        "HS256" | "HS384" | "HS512" => Some("oct"),
        _ => None,
    }
}

/// What ID tokens may be signed with, as a sign-in would have it: RS256 where nobody says anything.
pub(super) fn accepted<'a>(settings: &'a ProviderSettings, document: &'a Document) -> Vec<&'a str> {
    let listed = document.list("id_token_signing_alg_values_supported").unwrap_or_default();
    let is_offered = |name: &&str| listed.is_empty() || listed.contains(name);
    match &settings.signing_algorithms {
        Some(configured) => configured.iter().map(String::as_str).filter(is_offered).collect(),
        None if listed.is_empty() => vec!["RS256"],
        None => {
            let public = |name: &&str| kind_of_key(name).is_some_and(|kind| kind != "oct");
            listed.into_iter().filter(public).collect()
        }
    }
}

pub(super) fn algorithms(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    let listed = document.list("id_token_signing_alg_values_supported");
    report.line("signs with", shown(listed.as_deref()));
    if !accepted(settings, document).is_empty() {
        return;
    }
    let offered = shown(listed.as_deref());
    report.obstacle(match &settings.signing_algorithms {
        Some(configured) => format!(
            "It signs with {offered}, and the settings take only {}: no ID token would be believed. Leave \
             `signing_algorithms` out, or name what it signs with.",
            configured.join(", "),
        ),
        None => format!(
            "It signs with {offered} alone. We believe what a published key has signed: have it sign with RS256 \
             or ES256. Only if it cannot, name HS256 in `signing_algorithms`; then who knows the client secret \
             can sign."
        ),
    });
}

pub(super) fn client_auth(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    const BASIC: &str = "client_secret_basic";
    let listed = document.list("token_endpoint_auth_methods_supported");
    report.line("clients prove by", shown(listed.as_deref()));
    // What holds where nothing is said (Discovery 1.0, 3).
    let offered = listed.unwrap_or_else(|| vec![BASIC]);
    let wanted: &[&str] = match &settings.client_auth {
        ClientAuth::Discovered(_) => &[BASIC, "client_secret_post"],
        ClientAuth::Basic(_) => &[BASIC],
        ClientAuth::Post(_) | ClientAuth::Apple { .. } => &["client_secret_post"],
        ClientAuth::PrivateKeyJwt => &["private_key_jwt"],
        ClientAuth::None => &["none"],
    };
    if !wanted.iter().any(|method| offered.contains(method)) {
        let what = format!(
            "We would prove to be the client by {}, and it offers {}.",
            wanted.join(" or "),
            shown(Some(&offered))
        );
        match &settings.client_auth {
            ClientAuth::None => report.warning(format!(
                "{what} Many providers take public clients without saying so; if not, configure a secret."
            )),
            _ => report.obstacle(format!("{what} Write another `client_auth`.")),
        }
    }
    let signing = document.list("token_endpoint_auth_signing_alg_values_supported");
    if let (ClientAuth::PrivateKeyJwt, Some(signing)) = (&settings.client_auth, signing)
        && !signing.contains(&"RS256")
    {
        report.obstacle(format!(
            "We sign with RS256 to prove to be the client, and it takes {}. Write another `client_auth`.",
            shown(Some(&signing))
        ));
    }
}

pub(super) fn pkce(document: &Document, report: &mut Report) {
    let listed = document.list("code_challenge_methods_supported");
    report.line("PKCE", shown(listed.as_deref()));
    match listed {
        Some(listed) if listed.contains(&"S256") => {}
        Some(_) => report.warning(
            "It offers PKCE, but not S256, which we always use. If it refuses sign-in, ask its makers: plain \
             protects nothing.",
        ),
        None => report.warning(
            "It does not say that it checks PKCE. We send it always, and most providers check it all the same.",
        ),
    }
}
