//! What is said to a provider when somebody is sent there. The protocol's own parameters are not the person's to
//! set: state, nonce and PKCE are what protects the answer.

use std::collections::BTreeMap;

use super::ResponseMode;
use super::presets::Defaults;
use crate::config::kinds;
use crate::config::reader::{Read, Section, bounded};

pub(super) struct Request {
    pub(super) scopes: Read<Vec<String>>,
    pub(super) prompt: Read<Option<String>>,
    pub(super) acr_values: Read<Vec<String>>,
    pub(super) forward_login_hint: Read<bool>,
    pub(super) extra_parameters: Read<BTreeMap<String, String>>,
    pub(super) response_mode: Read<ResponseMode>,
}

pub(super) fn read(section: &mut Section<'_>, usual: &Defaults) -> Request {
    let response_mode = section.maybe("response_mode", ResponseMode::parse);
    Request {
        scopes: scopes(section, usual),
        prompt: section.maybe("prompt", prompt),
        acr_values: section.list("acr_values", kinds::identifier).map(Option::unwrap_or_default),
        forward_login_hint: section.flag("forward_login_hint", true),
        extra_parameters: section.map("extra_parameters", |name, text| {
            reserved(name)?;
            bounded(kinds::line(500))(name, text)
        }),
        response_mode: response_mode.map(|mode| mode.unwrap_or(usual.response_mode)),
    }
}

fn scopes(section: &mut Section<'_>, usual: &Defaults) -> Read<Vec<String>> {
    let Some(scopes) = section.list("scopes", kinds::identifier)? else {
        return Ok(usual.scopes.map(str::to_owned).to_vec());
    };
    if !scopes.iter().any(|scope| scope == "openid") {
        let why = "lacks \"openid\", without which the provider says nothing about who came";
        return Err(section.problem("scopes", why));
    }
    section.distinct("scopes", scopes)
}

/// Words of OpenID Connect Core 1.0, 3.1.2.1, or of the provider.
fn prompt(text: &str) -> Result<String, String> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if text.split(' ').any(|word| word == "none") {
        return Err("\"none\" would let nobody in who is not signed in there already".to_owned());
    }
    let fits = text.len() <= 100 && text.split(' ').all(is_word);
    fits.then(|| text.to_owned())
        .ok_or_else(|| "expected a word such as \"login\", \"consent\" or \"select_account\"".to_owned())
}

fn reserved(name: &str) -> Result<(), String> {
    let instead = match name.to_ascii_lowercase().as_str() {
        "client_id" => "use the setting client_id",
        "scope" => "use the setting scopes",
        "prompt" => "use the setting prompt",
        "acr_values" => "use the setting acr_values",
        "response_mode" => "use the setting response_mode",
        "login_hint" => "use the setting forward_login_hint",
        "ui_locales" => "Vestibule says there which language its page had",
        "client_secret" | "client_assertion" | "client_assertion_type" | "id_token_hint" => {
            "it does not belong into an address that people see"
        }
        "response_type"
        | "redirect_uri"
        | "state"
        | "nonce"
        | "code_challenge"
        | "code_challenge_method"
        | "request"
        | "request_uri"
        | "registration" => "it belongs to the protocol, and Vestibule sets what is needed",
        _ => return Ok(()),
    };
    Err(format!("is not a parameter of your own: {instead}"))
}
