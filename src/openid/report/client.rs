//! Whether the provider accepts us: an invented code is offered, and the way in which it is refused tells. A
//! provider looks at the client before it looks at the code (RFC 6749, 3.2.1); those that do not leave it open.

use serde_json::Value;

use super::super::{Code, Provider, ProviderError};
use super::document::Document;
use crate::config::ClientAuth;
use crate::foundation::{Report, Secret, quoted, random_token};

impl Provider {
    pub(super) async fn look_at_client(&self, document: Document, redirect_uri: &str, report: &mut Report) {
        // Our secret goes to nobody whom a sign-in would not give it to.
        let metadata = match self.accept(Value::Object(document.0)) {
            Ok(metadata) => metadata,
            Err(error) if report.obstacles.is_empty() => {
                return report.obstacle(format!("At a sign-in, {error}."));
            }
            Err(_) => return,
        };
        if self.settings.client_auth == ClientAuth::PrivateKeyJwt {
            let why = "not tried: only the running service has the key to sign with";
            return report.line("accepts us", why);
        }
        let invented = Secret::new("invented-by-vestibule-provider-test");
        let (verifier, nonce) = (Secret::new(random_token()), Secret::new(random_token()));
        let code =
            Code { code: &invented, redirect_uri, verifier: &verifier, nonce: &nonce, client_key: None };
        match self.tokens(&metadata, code).await {
            Err(ProviderError::Refused(error)) => self.read_refusal(&error, report),
            Err(ProviderError::Away(words)) => {
                report.obstacle(format!("Its token endpoint gives no usable answer: {}.", quoted(&words)));
            }
            Err(error) => report.obstacle(format!("We cannot prove to be the client: {error}.")),
            Ok(_) => report.obstacle("It gave tokens for a code that we invented: it must not be used."),
        }
    }

    fn read_refusal(&self, error: &str, report: &mut Report) {
        match error {
            "invalid_grant" => report.line("accepts us", "yes (it refused an invented code, as it should)"),
            // Auth0 says access_denied.
            "invalid_client" | "unauthorized_client" | "access_denied" => {
                let compare = match &self.settings.client_auth {
                    ClientAuth::Apple { .. } => {
                        "`client_id`, `apple_team_id` and `apple_key_id` with Apple's pages"
                    }
                    ClientAuth::None => "`client_id` with its pages; it may want a secret",
                    _ => "`client_id`, `client_secret` and `client_auth` with its pages",
                };
                report.obstacle(format!("It does not accept us as a client ({error}). Compare {compare}."));
            }
            other => report.warning(format!(
                "Whether it accepts us shows at the first sign-in: to an invented code it says {}.",
                quoted(other)
            )),
        }
    }
}
