//! Whether the configured credentials are accepted, for the person who configures them. Every question is a token
//! call, of which Commerce Layer allows thirty a minute for everybody behind one address (contract 6.1), so the
//! caller says how many may be spent.

use super::{CommerceLayer, CommerceLayerError, CustomerId};
use crate::config::StorefrontSettings;
use crate::foundation::{Report, Scope};

/// A customer that nobody has.
const NOBODY: &str = "NobodyAtAll";

/// How many token calls may still be made.
#[derive(Debug)]
pub struct TokenCalls(u32);

impl TokenCalls {
    /// As many as these.
    pub fn at_most(count: u32) -> Self {
        Self(count)
    }

    fn spend(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}

impl CommerceLayer {
    /// Whether the integration is accepted and may read customers.
    pub async fn report(&self, calls: &mut TokenCalls) -> Report {
        let mut report = Report::default();
        if !calls.spend() {
            report.line("integration", NOT_ASKED);
            return report;
        }
        let token = match self.mint_integration().await {
            Ok(token) => token,
            Err(error) => {
                report.obstacle(format!("The integration gets no token: {}", words(&error, "integration")));
                return report;
            }
        };
        // A read, and no token call.
        let nobody = CustomerId::new(NOBODY);
        match self.customer(&token, &nobody).await {
            Ok(_) => report.line("integration", "accepted; it may read customers"),
            Err(CommerceLayerError::NotPermitted) => report.obstacle(
                "The integration's role may not read customers. Let it create, read and update them.",
            ),
            Err(error) => {
                report.obstacle(format!("Customers cannot be read: {}", words(&error, "integration")));
            }
        }
        report
    }

    /// Whether the storefront's sales channel is accepted, and which scopes it gives to guests.
    pub async fn report_shop(&self, shop: &StorefrontSettings, calls: &mut TokenCalls) -> Report {
        let mut report = Report::default();
        self.look_at_secret(shop, calls, &mut report).await;
        let mut open = Vec::new();
        for scope in &shop.scopes {
            if self.look_at_guests(shop, scope, calls, &mut report).await {
                open.push(scope.as_str());
            }
        }
        if !open.is_empty() {
            report.line("open to guests", open.join(", "));
        }
        report
    }

    /// A token for a customer that does not exist: who is refused as a client hears that first.
    async fn look_at_secret(&self, shop: &StorefrontSettings, calls: &mut TokenCalls, report: &mut Report) {
        let Some(scope) = shop.scopes.first() else { return };
        if !calls.spend() {
            return report.line("sales channel", NOT_ASKED);
        }
        let nobody = CustomerId::new(NOBODY);
        match self.exchange(&shop.client, scope, &nobody, None, None).await {
            Err(CommerceLayerError::GrantRefused(_)) => {
                report.line("sales channel", "accepted (it refused a customer that nobody has, as it should)");
            }
            Err(CommerceLayerError::ClientRefused) => report.obstacle(
                "The sales channel gets no customer tokens: its client_id or client_secret is wrong, or the plan \
                 has no JWT bearer grant, which Commerce Layer reserves for enterprise plans.",
            ),
            // The guests' tokens tell about the scope.
            Err(CommerceLayerError::ScopeRefused) => {}
            Err(error) => report.obstacle(format!(
                "The sales channel gets no customer tokens: {}",
                words(&error, "sales channel")
            )),
            Ok(_) => report.obstacle("Commerce Layer gave a token for a customer that nobody has."),
        }
    }

    /// True where guests get a token.
    async fn look_at_guests(
        &self,
        shop: &StorefrontSettings,
        scope: &Scope,
        calls: &mut TokenCalls,
        report: &mut Report,
    ) -> bool {
        if !calls.spend() {
            report.line("scope", format!("{scope}: {NOT_ASKED}"));
            return false;
        }
        match self.mint_guest(&shop.client, scope).await {
            Ok(_) => return true,
            Err(CommerceLayerError::ScopeRefused | CommerceLayerError::GrantRefused(_)) => {
                report.warning(format!(
                    "{scope} is refused to guests: unknown, disabled, or a private market. For a private market \
                     that is right; then links should name another scope as publicScope, so that pages have \
                     the shop's looks."
                ));
            }
            Err(error) => {
                report.obstacle(format!("{scope} gives no token: {}", words(&error, "sales channel")));
            }
        }
        false
    }
}

const NOT_ASKED: &str = "not asked, to leave token calls to shoppers";

/// What somebody can do about it.
fn words(error: &CommerceLayerError, kind: &str) -> String {
    match error {
        CommerceLayerError::ClientRefused => {
            format!(
                "the client id or the secret is wrong, or not that of a credential of the kind \"{kind}\"."
            )
        }
        CommerceLayerError::Untrusted("organization") => {
            "the credential belongs to another organization than `slug` names.".to_owned()
        }
        CommerceLayerError::Untrusted("issuer") => {
            "it comes from another issuer: look at `auth_url` and `issuer`.".to_owned()
        }
        CommerceLayerError::Untrusted("kind") => format!("the credential is not of the kind \"{kind}\"."),
        CommerceLayerError::Unreachable(_) => {
            format!("{error}. Look at `auth_url` and `api_url`, or try again.")
        }
        CommerceLayerError::BudgetSpent { .. } => format!("{error}. Try again in a minute."),
        _ => format!("{error}."),
    }
}
