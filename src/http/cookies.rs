//! Our cookies. `__Host-` binds them to this very host over TLS (or to localhost), with no domain and the
//! whole path, so that no neighbouring host can plant or read one; scripts cannot read them at all.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;

use crate::accounts::challenge::{self, Purpose};
use crate::accounts::registration;
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::federation::{self, pending};
use crate::foundation::{HashedToken, PlainToken};
use crate::orders;

const SIGN_UP: &str = "__Host-vestibule-signup";
const DEPARTURE: &str = "__Host-vestibule-departure";
const DEVICE: &str = "__Host-vestibule-device";
const RECOVER: &str = "__Host-vestibule-recover";
const SIGN_IN: &str = "__Host-vestibule-code";
const CHANGE_EMAIL: &str = "__Host-vestibule-email";
const CHALLENGES: [&str; 3] = [RECOVER, SIGN_IN, CHANGE_EMAIL];
const LANGUAGE: &str = "__Host-vestibule-lang";
const PENDING_LINK: &str = "__Host-vestibule-pending";

/// The token of the session at `organization`. Each organization has a cookie of its own: being signed in
/// at one shop says nothing about another.
pub fn session_token(request: &HttpRequest, organization: &OrganizationName) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(&session_name(organization))?.value())
}

/// Sets the session cookie. It lives as long as the session can; the database has the last word.
pub fn session(organization: &OrganizationName, token: &PlainToken, life: TimeDelta) -> Cookie<'static> {
    cookie(session_name(organization), token.expose().to_owned(), life)
}

fn no_session(organization: &OrganizationName) -> Cookie<'static> {
    removal(session_name(organization))
}

/// The token that binds a sign-up to this browser.
pub fn sign_up_token(request: &HttpRequest) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(SIGN_UP)?.value())
}

/// Sets the sign-up cookie.
pub fn sign_up(token: &PlainToken) -> Cookie<'static> {
    cookie(SIGN_UP.to_owned(), token.expose().to_owned(), registration::LIFETIME)
}

/// The token that tells this browser from others when it comes back from a provider.
pub fn departure_token(request: &HttpRequest) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(DEPARTURE)?.value())
}

/// Sets the departure cookie. It outlives the departure, so that who comes back late is told that it is late.
pub fn departure(token: &PlainToken) -> Cookie<'static> {
    cookie(DEPARTURE.to_owned(), token.expose().to_owned(), federation::REMEMBERED)
}

/// The token that binds a pending link to this browser.
pub fn pending_link_token(request: &HttpRequest) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(PENDING_LINK)?.value())
}

/// Sets the cookie of a pending link.
pub fn pending_link(token: &PlainToken) -> Cookie<'static> {
    cookie(PENDING_LINK.to_owned(), token.expose().to_owned(), pending::LIFETIME)
}

/// Takes it away.
pub fn no_pending_link() -> Cookie<'static> {
    removal(PENDING_LINK.to_owned())
}

/// The token by which this browser is known again: so that its owner is told of others.
pub fn device_token(request: &HttpRequest) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(DEVICE)?.value())
}

/// Sets the cookie of a known browser. Signing out leaves it.
pub fn device(token: &PlainToken) -> Cookie<'static> {
    cookie(DEVICE.to_owned(), token.expose().to_owned(), TimeDelta::days(365))
}

/// The token that binds a challenge to this browser.
pub fn challenge_token(request: &HttpRequest, purpose: Purpose) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(challenge_name(purpose))?.value())
}

/// Sets the cookie of a challenge. Each purpose has one of its own: what is under way in one tab stays so.
pub fn challenge(purpose: Purpose, token: &PlainToken) -> Cookie<'static> {
    cookie(challenge_name(purpose).to_owned(), token.expose().to_owned(), challenge::LIFETIME)
}

/// Takes it away.
pub fn no_challenge(purpose: Purpose) -> Cookie<'static> {
    removal(challenge_name(purpose).to_owned())
}

fn challenge_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Recover => RECOVER,
        Purpose::SignIn => SIGN_IN,
        Purpose::ChangeEmail(_) => CHANGE_EMAIL,
    }
}

/// The token that a guest's carts at `organization` are known by.
pub fn carts_token(request: &HttpRequest, organization: &OrganizationName) -> Option<PlainToken> {
    PlainToken::parse(request.cookie(&carts_name(organization))?.value())
}

/// [`carts_token`] as the database knows it.
pub fn carts_hash(request: &HttpRequest, organization: &OrganizationName) -> Option<HashedToken> {
    carts_token(request, organization).map(|token| token.hash())
}

/// Sets the cookie of a guest's carts.
pub fn carts(organization: &OrganizationName, token: &PlainToken) -> Cookie<'static> {
    cookie(carts_name(organization), token.expose().to_owned(), orders::LIFETIME)
}

/// Takes it away.
pub fn no_carts(organization: &OrganizationName) -> Cookie<'static> {
    removal(carts_name(organization))
}

/// The language that somebody chose in this browser, if it is one that there is.
pub fn language(request: &HttpRequest) -> Option<Language> {
    let cookie = request.cookie(LANGUAGE)?;
    Language::ALL.into_iter().find(|language| language.tag() == cookie.value())
}

/// Remembers a chosen language for a year. It says nothing of who somebody is and outlives every session.
pub fn chosen_language(language: Language) -> Cookie<'static> {
    cookie(LANGUAGE.to_owned(), language.tag().to_owned(), TimeDelta::days(365))
}

fn no_sign_up() -> Cookie<'static> {
    removal(SIGN_UP.to_owned())
}

/// `answer`, setting `cookie`.
///
/// # Errors
/// When the cookie cannot stand in a header, which ours always can.
pub fn with_cookie(mut answer: HttpResponse, cookie: &Cookie<'_>) -> Result<HttpResponse, Failure> {
    answer.add_cookie(cookie).map_err(|error| Failure::new(error.to_string()))?;
    Ok(answer)
}

/// `answer`, taking away everything that says who was here: a finished sign-up still knows the address.
///
/// # Errors
/// As [`with_cookie`].
pub fn signed_out(answer: HttpResponse, organization: &OrganizationName) -> Result<HttpResponse, Failure> {
    let answer = with_cookie(with_cookie(answer, &no_session(organization))?, &no_sign_up())?;
    let answer = with_cookie(answer, &no_carts(organization))?;
    let answer = with_cookie(answer, &no_pending_link())?;
    // A challenge under way shows an address, and one that is proven still opens an account.
    CHALLENGES.iter().try_fold(answer, |answer, name| with_cookie(answer, &removal((*name).to_owned())))
}

fn carts_name(organization: &OrganizationName) -> String {
    format!("__Host-vestibule-cart-{organization}")
}

fn session_name(organization: &OrganizationName) -> String {
    format!("__Host-vestibule-{organization}")
}

fn cookie(name: String, value: String, life: TimeDelta) -> Cookie<'static> {
    // Lax: a shop's link must find the shopper signed in; state only ever changes by POST behind the origin
    // check, to which Lax cookies are not sent from other sites anyway.
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(life.num_seconds()))
        .finish()
}

fn removal(name: String) -> Cookie<'static> {
    let mut cookie = cookie(name, String::new(), TimeDelta::zero());
    cookie.make_removal();
    cookie
}
