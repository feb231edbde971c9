//! Where a person is sent to sign out at the provider, too (RP-Initiated Logout 1.0).

use url::Url;

use super::{Metadata, Provider};
use crate::config::LogoutBehaviour;
use crate::foundation::{PlainToken, Secret};

/// What goes along.
#[derive(Clone, Copy, Debug)]
pub struct SignOut<'a> {
    /// The ID token of the session that ends.
    pub id_token: &'a Secret,
    /// Where the provider sends the person afterwards.
    pub return_to: &'a str,
    /// Comes back.
    pub state: &'a PlainToken,
}

impl Provider {
    /// The address, or `None` where the provider is not asked or has none.
    pub fn sign_out_address(&self, metadata: &Metadata, sign_out: SignOut<'_>) -> Option<Url> {
        match self.settings.logout {
            LogoutBehaviour::Local => None,
            LogoutBehaviour::RpInitiated => {
                let mut address = metadata.end_session_endpoint.clone()?;
                address
                    .query_pairs_mut()
                    .append_pair("id_token_hint", sign_out.id_token.expose())
                    .append_pair("client_id", &self.settings.client_id)
                    .append_pair("post_logout_redirect_uri", sign_out.return_to)
                    .append_pair("state", sign_out.state.expose());
                Some(address)
            }
            // Auth0's old endpoint knows no state: it goes along in the return address, whose query Auth0 does not
            // compare with its list.
            LogoutBehaviour::Federated => {
                let mut return_to = Url::parse(sign_out.return_to).ok()?;
                return_to.query_pairs_mut().append_pair("state", sign_out.state.expose());
                let mut address = Url::parse(&metadata.issuer).ok()?.join("/v2/logout").ok()?;
                address
                    .query_pairs_mut()
                    .append_pair("client_id", &self.settings.client_id)
                    .append_pair("returnTo", return_to.as_str())
                    .append_key_only("federated");
                Some(address)
            }
        }
    }
}
