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
    let mut unencrypted = Vec::new();
    for (name, word, caller) in ENDPOINTS {
        let Some(text) = document.text(name) else { continue };
        let Some(url) = web_address(text) else {
            report.obstacle(format!("Its {name} is no web address: {}.", quoted(text)));
            continue;
        };
        let refused = client.check(&url).err().filter(|_| caller == Caller::Vestibule);
        // What is only unencrypted is said once for all.
        match refused.filter(|_| url.scheme() == "https" || settings.private_addresses) {
            Some(error) => {
                report.obstacle(format!("Its {name} is {}, and we do not go there: {error}.", quoted(text)));
            }
            None if is_unencrypted(&settings.issuer, &url) => unencrypted.push(name),
            None => {}
        }
        let host = host_and_port(&url);
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, words)) => words.push(word),
            None => hosts.push((host, vec![word])),
        }
    }
    for (host, words) in hosts {
        report.line("host", format!("{host}: {}", words.join(", ")));
    }
    note_unencrypted(settings, &unencrypted, report);
    note_missing(document, report);
}

fn note_unencrypted(settings: &ProviderSettings, names: &[&str], report: &mut Report) {
    if names.is_empty() {
        return;
    }
    let what = format!("It gives http addresses ({})", names.join(", "));
    if settings.private_addresses {
        report.warning(format!(
            "{what}: codes and our secret go there unencrypted. That is right for networks of your own alone."
        ));
    } else {
        report.obstacle(format!(
            "{what}, and we do not go there unencrypted. It has to give https addresses: behind a reverse proxy, \
             a provider must be told its public address."
        ));
    }
}

fn note_missing(document: &Document, report: &mut Report) {
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

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// By http, and not where the operator's own issuer is.
fn is_unencrypted(issuer: &str, endpoint: &Url) -> bool {
    let named = Url::parse(issuer).ok().is_some_and(|issuer| issuer.origin() == endpoint.origin());
    endpoint.scheme() == "http" && !named
}
