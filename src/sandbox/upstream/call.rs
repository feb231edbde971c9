//! One request to the provider with everything that an endpoint wants to know, and what an endpoint replies.

use std::cell::RefCell;
use std::collections::BTreeMap;

use actix_web::HttpResponse;

use super::super::edge::{Answer, Request, hang_up};
use super::journal::{Authentication, Visit};
use super::state::State;

const JSON: &str = "application/json";

/// Whose values may be read in the journal: they are in the browser's address anyway.
const OPEN_PARAMETERS: [&str; 17] = [
    "acr_values",
    "client_id",
    "code_challenge_method",
    "display",
    "federated",
    "login_hint",
    "max_age",
    "organization",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "returnTo",
    "scope",
    "ui_locales",
    "audience",
];

/// A request.
pub struct Call<'a> {
    pub state: &'a State,
    pub request: &'a Request,
    /// Path below the issuer.
    pub path: &'a str,
    pub query: Parameters,
    /// Empty where the body is no form.
    pub form: Parameters,
    note: RefCell<(Option<Authentication>, Option<String>)>,
}

/// What an endpoint replies.
pub enum Reply {
    /// An answer.
    Answer(Answer),
    /// An answer with a pause in the middle.
    Slow(Answer),
    /// The connection is closed.
    HangUp,
}

/// Parameters in the order sent.
#[derive(Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `a=b&c=d`.
    pub fn read(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first value; an empty one counts as missing (RFC 6749, 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| &**value)
    }

    /// A parameter that stands there more than once.
    pub fn repeated(&self) -> Option<&str> {
        let again = |at: usize, name: &str| self.0[..at].iter().any(|(key, _)| key == name);
        self.0.iter().enumerate().find(|(at, (name, _))| again(*at, name)).map(|(_, (name, _))| &**name)
    }

    /// As a query again.
    pub fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn shown(&self) -> BTreeMap<String, String> {
        let shown = |name: &str, value: &str| {
            let open = OPEN_PARAMETERS.contains(&name);
            if open { value.to_owned() } else { "…".to_owned() }
        };
        self.0.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect()
    }
}

impl<'a> Call<'a> {
    /// Takes a request apart.
    pub fn new(state: &'a State, request: &'a Request) -> Self {
        let prefix = url::Url::parse(&state.base).map_or(String::new(), |base| base.path().to_owned());
        let below = request.path.strip_prefix(prefix.trim_end_matches('/')).filter(|it| it.starts_with('/'));
        let is_form = request.content_type() == "application/x-www-form-urlencoded";
        let body = request.body.as_ref().ok().filter(|_| is_form);
        Self {
            state,
            request,
            path: below.unwrap_or(&request.path),
            query: Parameters::read(request.query.as_bytes()),
            form: body.map_or_else(Parameters::default, |body| Parameters::read(body)),
            note: RefCell::default(),
        }
    }

    /// The parameters of a protocol request, which may come either way.
    pub fn parameters(&self) -> &Parameters {
        if self.request.method == "POST" { &self.form } else { &self.query }
    }

    /// Notes for the journal who the client says to be, and how it proves it.
    pub fn note(&self, authentication: Authentication, client_id: Option<&str>) {
        *self.note.borrow_mut() = (Some(authentication), client_id.map(str::to_owned));
    }

    /// What the journal keeps.
    pub fn visit(&self, status: u16) -> Visit {
        let (authentication, client_id) = self.note.take();
        Visit {
            time: self.state.now(),
            method: self.request.method.clone(),
            host: self.request.host.clone(),
            path: self.path.to_owned(),
            query: self.query.shown(),
            form: self.form.names(),
            authentication,
            client_id: client_id.or_else(|| self.parameters().get("client_id").map(str::to_owned)),
            status,
        }
    }

    /// What the browser holds of its session here, or nothing.
    pub fn session_cookie(&self) -> &str {
        let cookies = self.request.header("cookie").unwrap_or_default().split(';');
        let mut pairs = cookies.filter_map(|pair| pair.trim().split_once('='));
        let name = cookie_name(self.state);
        pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// Whether the request was not made by a page of another site.
    pub fn is_our_own(&self) -> bool {
        let origin = self.request.header("origin");
        origin.is_none_or(|origin| origin == format!("{}://{}", self.request.scheme, self.request.host))
    }
}

/// Cookies know no ports: two providers on one host need two names.
pub fn cookie_name(state: &State) -> String {
    let port = url::Url::parse(&state.base).ok().and_then(|base| base.port_or_known_default());
    format!("example_id_{}", port.unwrap_or_default())
}

impl Reply {
    /// The status for the journal.
    pub fn status(&self) -> u16 {
        match self {
            Self::Answer(answer) | Self::Slow(answer) => answer.status,
            Self::HangUp => 0,
        }
    }

    /// As the server sends it.
    pub fn into_response(self, state: &State) -> HttpResponse {
        match self {
            Self::Answer(answer) => answer.into_response(),
            Self::Slow(answer) => answer.into_response_with_a_pause(state.board.pause()),
            Self::HangUp => hang_up(),
        }
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// JSON that nobody keeps.
pub fn json(status: u16, value: &serde_json::Value) -> Answer {
    Answer::json(status, JSON, value).with("cache-control", "no-store")
}
