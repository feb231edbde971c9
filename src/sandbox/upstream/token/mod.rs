//! The token endpoint (RFC 6749, 4.1.3; OpenID Connect Core, 3.1.3).

mod assertion;
mod client;
mod code;
mod forge;
mod id_token;

use serde_json::{Value, json};

use super::super::edge::Answer;
use super::call::{Call, Reply, json as json_answer};
use super::switch::Switch;
use super::trouble::{Troubles, spoil};

pub use forge::{broken, secret, signer};
pub use id_token::id_token;

/// Seconds for which access tokens and ID tokens are good.
const LIFE: i64 = 3_600;

const TROUBLES: Troubles = Troubles {
    slow: Switch::TokenSlow,
    huge: Switch::TokenHuge,
    html: Switch::TokenHtml,
    error: (Switch::TokenServerError, 500),
    redirect: Switch::TokenRedirect,
    away: Some(Switch::TokenAway),
};

/// Why there are no tokens (RFC 6749, 5.2).
pub struct Refused {
    error: &'static str,
    description: &'static str,
}

/// `POST /token`
pub async fn answer(call: &Call<'_>) -> Reply {
    match exchange(call).await {
        Ok(tokens) => spoil(call, &TROUBLES, tokens, call.state.elsewhere("/token")),
        Err(refused) => refused.answer(call).into(),
    }
}

async fn exchange(call: &Call<'_>) -> Result<Value, Refused> {
    if call.form.repeated().is_some() {
        return Err(Refused::request("A parameter is repeated."));
    }
    let client = client::authenticated(call).await?;
    match call.form.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => {
            return Err(Refused::new("unsupported_grant_type", "Only authorization_code is supported."));
        }
        None => return Err(Refused::request("grant_type is missing.")),
    }
    if call.state.board.strikes(Switch::TokenInvalidGrant) {
        return Err(Refused::grant("A switch says so."));
    }
    if call.state.board.strikes(Switch::TokenErrorWithScript) {
        return Err(Refused::grant("<script>alert(document.domain)</script>"));
    }
    let (access_token, grant) = code::redeem(call, &client)?;
    let mut tokens = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": LIFE,
        "scope": grant.scopes.join(" "),
    });
    if let Some(id_token) = id_token(call.state, &client, &grant, &access_token) {
        tokens["id_token"] = id_token.into();
    }
    Ok(oddly(call, tokens))
}

fn oddly(call: &Call<'_>, mut tokens: Value) -> Value {
    let strikes = |switch| call.state.board.strikes(switch);
    if strikes(Switch::TokenTypeOdd) {
        tokens["token_type"] = "mac".into();
    }
    let absent = [(Switch::IdTokenAbsent, "id_token"), (Switch::AccessTokenAbsent, "access_token")];
    for (_, name) in absent.into_iter().filter(|(switch, _)| strikes(*switch)) {
        if let Some(tokens) = tokens.as_object_mut() {
            tokens.remove(name);
        }
    }
    tokens
}

impl Refused {
    fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }

    fn request(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    fn client(description: &'static str) -> Self {
        Self::new("invalid_client", description)
    }

    fn grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    fn answer(&self, call: &Call<'_>) -> Answer {
        let body = json!({ "error": self.error, "error_description": self.description });
        let by_header = call.request.header("authorization").is_some();
        match self.error {
            "invalid_client" if by_header => {
                json_answer(401, &body).with("www-authenticate", r#"Basic realm="Example ID""#)
            }
            "invalid_client" => json_answer(401, &body),
            _ => json_answer(400, &body),
        }
    }
}
