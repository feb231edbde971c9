//! The tokens of a running sandbox, and the keys that sign them.

use super::super::options::SandboxError;
use super::super::running::Sandbox;

impl Sandbox {
    /// Whether an access or refresh token was revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        self.shared.world().tokens.is_revoked(token)
    }

    /// Ends every access token issued so far, as the real service may do at any time (contract 4.11).
    pub fn revoke_all_access_tokens(&self) {
        self.shared.world().tokens.revoke_all_access();
    }

    /// Ends one access token and leaves the refresh token beside it; says whether it was issued here.
    pub fn revoke_access_token(&self, token: &str) -> bool {
        let tokens = &mut self.shared.world().tokens;
        let known = tokens.by_access(token).is_some();
        tokens.revoke(token);
        known
    }

    /// Ends one refresh token and leaves the access token beside it; says whether it was issued here.
    pub fn revoke_refresh_token(&self, token: &str) -> bool {
        let tokens = &mut self.shared.world().tokens;
        let known = tokens.by_refresh(token).is_some();
        tokens.revoke(token);
        known
    }

    /// Ends every access and refresh token issued to a client so far.
    pub fn revoke_tokens_of_client(&self, client_id: &str) {
        self.shared.world().tokens.revoke_all_of(client_id);
    }

    /// Makes a new signing key and signs with it from now on; the old one stays published. Takes some seconds
    /// of the calling thread.
    pub fn rotate_keys(&self) -> Result<(), SandboxError> {
        self.shared.rotate_keys()
    }

    /// Stops publishing every key but the one that signs.
    pub fn drop_old_keys(&self) {
        self.shared.world().keys.drop_old();
    }
}
