//! Customer password resets (contract 10.2): made by the shop's staff or back end, used here with the guest
//! token that the original Identity MFE uses.

use reqwest::Method;
use serde_json::{Value, json};

use super::customers::is_plain_id;
use super::{CommerceLayer, CommerceLayerError, GuestToken};
use crate::foundation::Secret;

/// The reset that a link names.
#[derive(Clone, Debug)]
pub struct PasswordReset {
    /// `customerPasswordResetId`
    pub id: String,
    /// `resetPasswordToken`
    pub token: Secret,
}

impl CommerceLayer {
    /// Sets the customer's password at Commerce Layer; gives the customer's address. Whoever holds the reset's
    /// token was sent it by the shop, which is the proof (contract 10.10).
    pub async fn use_password_reset(
        &self,
        token: &GuestToken,
        reset: &PasswordReset,
        password: &Secret,
    ) -> Result<String, CommerceLayerError> {
        if !is_plain_id(&reset.id) {
            return Err(CommerceLayerError::NotFound);
        }
        let path = format!("/customer_password_resets/{}", reset.id);
        let body = json!({"data": {
            "type": "customer_password_resets",
            "id": reset.id,
            "attributes": {
                "customer_password": password.expose(),
                "_reset_password_token": reset.token.expose(),
            },
        }});
        let answer = self.core(Method::PATCH, &path, &[], Some(&body), &token.access_token).await?;
        let email = answer.pointer("/data/attributes/customer_email").and_then(Value::as_str);
        email
            .map(str::to_owned)
            .ok_or_else(|| CommerceLayerError::Unreachable("the reset is incomplete".into()))
    }
}
