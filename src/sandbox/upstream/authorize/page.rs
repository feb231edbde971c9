//! The page "Sign in as", and how all pages of the provider are drawn.

use askama::Template;
use url::Url;

use super::super::super::edge::Answer;
use super::super::call::{Call, Reply};
use super::super::person::Person;
use super::super::state::Session;
use super::request::Asked;

/// No rule for forms: browsers hold it against every redirect that follows, and where a client sends people on
/// to is not for its provider to know.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; \
    frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "upstream/sign_in.html")]
struct SignIn<'a> {
    client: &'a str,
    host: String,
    action: String,
    /// Name and address of who is signed in already.
    session: Option<(&'a str, Option<&'a str>)>,
    people: &'a [Person],
    hint: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "upstream/message.html")]
struct Message<'a> {
    heading: &'a str,
    text: &'a str,
}

/// Asks who to be.
pub fn sign_in(call: &Call<'_>, asked: &Asked, session: Option<&Session>) -> Reply {
    let people = call.state.world().people.clone();
    let host = Url::parse(&asked.way.redirect_uri).ok();
    let host = host.and_then(|address| address.host_str().map(str::to_owned)).unwrap_or_default();
    let session =
        session.map(|it| (&*it.who.name, it.who.claims.get("email").and_then(|email| email.as_str())));
    draw(
        200,
        &SignIn {
            client: &asked.client.name,
            host,
            action: call.state.at(&format!("/sign-in?{}", asked.encoded)),
            session,
            people: &people,
            hint: asked.login_hint.as_deref(),
        },
    )
}

/// A page that says one thing.
pub fn message(status: u16, heading: &str, text: &str) -> Reply {
    draw(status, &Message { heading, text })
}

/// A page.
pub fn draw(status: u16, page: &impl Template) -> Reply {
    draw_under(POLICY.to_owned(), status, page)
}

/// A page with frames of these origins.
pub fn draw_with_frames(page: &impl Template, origins: &str) -> Reply {
    draw_under(format!("{POLICY}; frame-src {origins}"), 200, page)
}

/// A page, or the plain truth that it could not be drawn.
fn draw_under(policy: String, status: u16, page: &impl Template) -> Reply {
    let (status, media_type, text) = match page.render() {
        Ok(html) => (status, "text/html; charset=utf-8", html),
        Err(error) => (500, "text/plain; charset=utf-8", error.to_string()),
    };
    Answer::text(status, media_type, text)
        .with("content-security-policy", policy)
        .with("referrer-policy", "strict-origin-when-cross-origin")
        .with("x-content-type-options", "nosniff")
        .with("cache-control", "no-store")
        .into()
}
