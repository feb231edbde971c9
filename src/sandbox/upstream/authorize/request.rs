//! The checked authorization request (OpenID Connect Core 3.1.2.1, RFC 6749 4.1.1, RFC 7636 4.3).

use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::super::call::Parameters;
use super::super::jose::verified;
use super::super::options::{ClientAuthentication, ClientRegistration};
use super::super::state::State;
use super::super::switch::Switch;

/// What a client asks for.
pub struct Asked {
    pub client: ClientRegistration,
    pub way: Way,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
    /// `code_challenge`, S256.
    pub challenge: Option<String>,
    pub prompt: Vec<String>,
    pub max_age: Option<i64>,
    pub acr: Option<String>,
    pub login_hint: Option<String>,
    /// The subject of `id_token_hint`.
    pub subject: Option<Value>,
    /// The whole request, for the page to send again.
    pub encoded: String,
}

/// The way back to the client.
pub struct Way {
    pub redirect_uri: String,
    pub state: Option<String>,
    pub form_post: bool,
}

/// Why a request is not answered with a code.
pub enum Refusal {
    /// The person is told.
    Here(&'static str),
    /// The client is told: error and description.
    There(Way, &'static str, &'static str),
}

impl Asked {
    /// Checks a request.
    pub fn read(state: &State, sent: &Parameters) -> Result<Self, Refusal> {
        let (client, way) = way_back(state, sent)?;
        match problem(state, sent, &client) {
            Some((error, description)) => Err(Refusal::There(way, error, description)),
            None => Ok(Self {
                scopes: words(sent.get("scope")),
                nonce: sent.get("nonce").map(str::to_owned),
                challenge: sent.get("code_challenge").map(str::to_owned),
                prompt: words(sent.get("prompt")),
                max_age: sent.get("max_age").and_then(|age| age.parse().ok()),
                acr: words(sent.get("acr_values")).into_iter().next(),
                login_hint: sent.get("login_hint").map(str::to_owned),
                subject: sent.get("id_token_hint").and_then(|hint| subject(state, hint)),
                encoded: sent.encoded(),
                client,
                way,
            }),
        }
    }

    /// Whether `prompt` has this word.
    pub fn prompts(&self, word: &str) -> bool {
        self.prompt.iter().any(|it| it == word)
    }
}

/// Nothing else is looked at before these two are beyond doubt; the address is compared as text.
fn way_back(state: &State, sent: &Parameters) -> Result<(ClientRegistration, Way), Refusal> {
    let client = sent.get("client_id").and_then(|id| state.client(id));
    let client = client.ok_or(Refusal::Here("No client of this name is registered at Example ID."))?;
    let redirect_uri = sent.get("redirect_uri").unwrap_or_default();
    if !client.redirect_uris.iter().any(|registered| registered == redirect_uri) {
        return Err(Refusal::Here("The address to go back to is not registered for this client."));
    }
    let way = Way {
        redirect_uri: redirect_uri.to_owned(),
        state: sent.get("state").map(str::to_owned),
        form_post: sent.get("response_mode") == Some("form_post"),
    };
    Ok((client, way))
}

fn problem(
    state: &State,
    sent: &Parameters,
    client: &ClientRegistration,
) -> Option<(&'static str, &'static str)> {
    let prompt = words(sent.get("prompt"));
    let has = |name| sent.get(name).is_some();
    let public = matches!(client.authentication, ClientAuthentication::None);
    let pkce_required = public || state.board.strikes(Switch::PkceRequired);
    let invalid = |why| Some(("invalid_request", why));
    if sent.repeated().is_some() {
        invalid("A parameter is repeated.")
    } else if !has("response_type") {
        invalid("response_type is missing.")
    } else if sent.get("response_type") != Some("code") {
        Some(("unsupported_response_type", "Only code is supported."))
    } else if has("request") {
        Some(("request_not_supported", "request is not supported."))
    } else if has("request_uri") {
        Some(("request_uri_not_supported", "request_uri is not supported."))
    } else if !words(sent.get("scope")).iter().any(|scope| scope == "openid") {
        Some(("invalid_scope", "The scope has to have openid."))
    } else if !matches!(sent.get("response_mode"), None | Some("query" | "form_post")) {
        invalid("response_mode is query or form_post.")
    } else if prompt.len() > 1 && prompt.iter().any(|it| it == "none") {
        invalid("prompt none does not go with others.")
    } else if prompt.iter().any(|it| !["none", "login", "consent", "select_account"].contains(&&**it)) {
        invalid("prompt is not known.")
    } else if sent.get("max_age").is_some_and(|age| age.parse::<u32>().is_err()) {
        invalid("max_age is not a number of seconds.")
    } else if has("code_challenge") && sent.get("code_challenge_method") != Some("S256") {
        invalid("code_challenge_method has to be S256.")
    } else if sent.get("code_challenge").is_some_and(|challenge| challenge.len() != 43) {
        invalid("code_challenge is not the SHA-256 of anything.")
    } else if pkce_required && !has("code_challenge") {
        invalid("code_challenge is missing.")
    } else {
        None
    }
}

/// An ID token of ours, expired or not; anything else is no hint.
fn subject(state: &State, hint: &str) -> Option<Value> {
    let keys = state.world().keys.ever();
    verified(hint, &keys, &[Algorithm::RS256, Algorithm::ES256])?.get("sub").cloned()
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect()
}
