//! Where the provider's endpoints are, and whether anybody should go there.

use url::Url;

use super::document::Document;
use crate::config::ProviderSettings;
use crate::foundation::{Report, quoted};
use crate::outbound::OutboundClient;

/// Name in the document, our word for it, who goes there.
const ENDPOINTS: [(&str, &str, Caller); 5] = [
    ("authorization_endpoint", "sign-in", Caller::People),
    ("token_endpoint", "tokens", Caller::Vestibule),
    ("jwks_uri", "keys", Caller::Vestibule),
    ("userinfo_endpoint", "userinfo", Caller::Vestibule),
    ("end_session_endpoint", "sign-out", Caller::People),
];
const NEEDED: [&str; 3] = ["authorization_endpoint", "token_endpoint", "jwks_uri"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    People,
    Vestibule,
}

/// Notes the hosts, and everything that is missing, no address, unencrypted or out of reach.
pub(super) fn look(
    settings: &ProviderSettings,
    document: &Document,
    client: &OutboundClient,
    report: &mut Report,
) {
    let mut hosts: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, word, caller) in ENDPOINTS {
        let Some(text) = document.text(name) else { continue };
        let Some(url) = web_address(text) else {
            report.obstacle(format!("Its {name} is no web address: {}.", quoted(text)));
            continue;
        };
        if caller == Caller::Vestibule
            && let Err(error) = client.check(&url)
        {
            report.obstacle(format!("Its {name} is {}, and we do not go there: {error}.", quoted(text)));
        } else if is_downgrade(&settings.issuer, &url) {
            report.obstacle(format!(
                "Its {name} is {}, which is not encrypted. The provider has to say https:// there; behind a \
                 reverse proxy, it must be told its public address.",
                quoted(text)
            ));
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, words)) => words.push(word),
            None => hosts.push((host, vec![word])),
        }
    }
    for (host, words) in hosts {
        report.line("host", format!("{host}: {}", words.join(", ")));
    }
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| document.text(name).is_none()).collect();
    if !missing.is_empty() {
        report.obstacle(format!(
            "Its discovery document has no {}: nobody can sign in. Does `issuer` name an OpenID provider, and \
             not only an OAuth server?",
            missing.join(", no "),
        ));
    }
}

fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Unencrypted, though the issuer is not, or at a host that the operator did not name: codes and our secret would
/// be readable on the way.
pub(super) fn is_downgrade(issuer: &str, endpoint: &Url) -> bool {
    let issuer = Url::parse(issuer).ok();
    let as_named =
        issuer.is_some_and(|issuer| issuer.scheme() == "http" && issuer.host_str() == endpoint.host_str());
    endpoint.scheme() == "http" && !as_named
}
