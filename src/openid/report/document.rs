//! The discovery document as it came: read leniently, so that one odd value hides no other finding.

use serde_json::{Map, Value};

use super::super::discovery::is_issuer;
use crate::config::{LogoutBehaviour, Preset, ProviderSettings, ResponseMode};
use crate::foundation::{Report, quoted};

pub(super) struct Document(pub Map<String, Value>);

impl Document {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// `None` where the provider does not say.
    pub(super) fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.0.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }

    fn is_true(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }
}

/// A list of the provider's, for the person at the terminal.
pub(super) fn shown(list: Option<&[&str]>) -> String {
    match list {
        None => "it does not say".to_owned(),
        Some([]) => "nothing".to_owned(),
        Some(list) => quoted(&list.join(", ")),
    }
}

pub(super) fn issuer(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    let expected = &settings.issuer;
    let Some(said) = document.text("issuer") else {
        return report.obstacle("Its discovery document does not say who it is: `issuer` is missing there.");
    };
    let shown = quoted(said);
    report.line("calls itself", &shown);
    if is_issuer(expected, said) {
        return;
    }
    let how = if said.trim_end_matches('/') == expected.trim_end_matches('/') {
        "Only the slash at the end differs, but every sign counts. Write"
    } else {
        "If that is the provider that you mean, write"
    };
    report.obstacle(format!(
        "It calls itself {shown}, and the settings say {expected}. {how} exactly:\nissuer = \"{shown}\""
    ));
}

pub(super) fn response_modes(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    let listed = document.list("response_modes_supported");
    report.line("answers by", shown(listed.as_deref()));
    let promise = "authorization_response_iss_parameter_supported";
    let named = if document.is_true(promise) { "in every answer (iss)" } else { "not in its answers" };
    report.line("names itself", named);
    let mode = match settings.response_mode {
        ResponseMode::Query => "query",
        ResponseMode::FormPost => "form_post",
    };
    match (listed, settings.response_mode) {
        (Some(listed), _) if !listed.contains(&mode) => report.obstacle(format!(
            "The settings ask for answers by {mode}, and it offers {}. Write another `response_mode`: \
             \"query\" or \"form_post\".",
            shown(Some(&listed)),
        )),
        (None, ResponseMode::FormPost) => report.warning(
            "The settings ask for answers by form_post, and it does not say that it can. If sign-in fails \
             there, leave `response_mode` out.",
        ),
        _ => {}
    }
}

pub(super) fn scopes(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    let listed = document.list("scopes_supported");
    report.line("scopes", shown(listed.as_deref()));
    let Some(listed) = listed else { return };
    let missing: Vec<&str> =
        settings.scopes.iter().map(String::as_str).filter(|scope| !listed.contains(scope)).collect();
    if !missing.is_empty() {
        // A provider need not list all that it knows (Discovery 1.0, 3).
        report.warning(format!(
            "It does not list what `scopes` asks for: {}. Some providers leave scopes out of the list; others \
             refuse sign-in (invalid_scope), or say nothing of the e-mail address.",
            missing.join(", "),
        ));
    }
}

pub(super) fn sign_out(settings: &ProviderSettings, document: &Document, report: &mut Report) {
    let has_page = document.text("end_session_endpoint").is_some();
    let kinds = [
        (has_page, "people can be sent there"),
        (document.is_true("backchannel_logout_supported"), "it tells us by the back channel"),
        (document.is_true("frontchannel_logout_supported"), "it tells us by the front channel"),
    ];
    let offered: Vec<&str> = kinds.iter().filter(|(offered, _)| *offered).map(|(_, words)| *words).collect();
    report.line(
        "signing out",
        if offered.is_empty() { "stays between us".to_owned() } else { offered.join("; ") },
    );
    if settings.logout == LogoutBehaviour::RpInitiated && !has_page {
        let auth0 = match settings.preset {
            Preset::Auth0 => {
                " In Auth0's dashboard: Settings, Advanced, \"RP-Initiated Logout End Session Endpoint \
                 Discovery\"."
            }
            _ => "",
        };
        report.obstacle(format!(
            "The settings sign people out there, too (logout = \"rp_initiated\"), and it names no \
             end_session_endpoint: they would stay signed in.{auth0} Or write logout = \"local\"."
        ));
    }
}
