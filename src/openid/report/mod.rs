//! What is right and wrong between us and a provider, for the person who configures it: everything at once, in
//! words that say what to do. Asks anew and leaves the cache alone. Stricter than a sign-in in one thing: what the
//! settings want and the provider does not have stands in the way, too.

mod client;
mod document;
mod endpoints;
mod keys;
mod methods;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::{Provider, SKEW};
use crate::foundation::Report;
use crate::outbound::OutboundError;
use document::Document;

impl Provider {
    /// Looks at the provider's discovery document, at its keys, and whether it accepts us as a client. Sends three
    /// requests at most. `redirect_uri` is where its answers would come.
    pub async fn report(&self, redirect_uri: &str) -> Report {
        let mut report = Report::default();
        let Some(document) = self.described(&mut report).await else { return report };
        self.look_at_document(&document, &mut report);
        self.look_at_keys(&document, &mut report).await;
        self.look_at_client(document, redirect_uri, &mut report).await;
        report
    }

    async fn described(&self, report: &mut Report) -> Option<Document> {
        let address = self.discovery_address();
        report.line("discovery", &address);
        let Ok(url) = Url::parse(&address) else {
            report
                .obstacle(format!("{address} is no address. Compare `issuer` with what the provider says."));
            return None;
        };
        let fetched = match self.client().get_json(&url).await {
            Ok(fetched) => fetched,
            Err(error) => {
                report.obstacle(format!("No discovery document: {error}.{}", advice(&error)));
                return None;
            }
        };
        if let Some(there) = fetched.answered_at {
            compare_clocks(there, self.clock.now(), report);
        }
        let Value::Object(document) = fetched.body else {
            report.obstacle(format!("What it answers is JSON, but no discovery document.{COMPARE}"));
            return None;
        };
        Some(Document(document))
    }

    fn look_at_document(&self, document: &Document, report: &mut Report) {
        let settings = &self.settings;
        document::issuer(settings, document, report);
        endpoints::look(settings, document, self.client(), report);
        methods::algorithms(settings, document, report);
        methods::client_auth(settings, document, report);
        methods::pkce(document, report);
        document::response_modes(settings, document, report);
        document::scopes(settings, document, report);
        document::sign_out(settings, document, report);
    }
}

const COMPARE: &str = " Compare `issuer` with what the provider says: with /.well-known/openid-configuration \
                       behind it, it must show a JSON document.";

fn advice(error: &OutboundError) -> &'static str {
    match error {
        OutboundError::NotJson | OutboundError::Status(400..=499) => COMPARE,
        OutboundError::Unresolved(_) => " Is the name in `issuer` right?",
        OutboundError::Slow | OutboundError::Unreachable(_) => {
            " Try again; if it stays so, see whether this machine may reach it (firewall, certificates)."
        }
        OutboundError::Status(_) => " The provider is in trouble: try again.",
        // Their words say what to do.
        _ => "",
    }
}

/// Tokens whose times do not fit ours are refused.
fn compare_clocks(there: DateTime<Utc>, here: DateTime<Utc>, report: &mut Report) {
    let ahead = there - here;
    let seconds = ahead.num_seconds().abs();
    if ahead.abs() <= SKEW {
        return report.line("clock", "as ours");
    }
    let clocks = "See which of the two clocks is wrong, and have it set by NTP.";
    if ahead > SKEW {
        report.obstacle(format!(
            "Its clock is {seconds} seconds ahead of ours: its ID tokens would seem to come from the future, and \
             be refused. {clocks}"
        ));
    } else {
        report.warning(format!(
            "Its clock is {seconds} seconds behind ours: its ID tokens end early here. {clocks}"
        ));
    }
}
