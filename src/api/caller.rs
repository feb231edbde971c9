//! Who asks: a page of a storefront with the visitor's cookie, or the storefront's back end with a session token.
//! A page must be one of the storefront's; whoever changes something must be able to say so, because a browser sends
//! the cookie along with what any page makes it send.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderName, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};

use super::cors::Origin;
use super::error::ApiError;
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::foundation::PlainToken;
use crate::http::{Visitor, client_address, cookies};
use crate::memory::VisitorKey;
use crate::storefronts::by_client_id;

/// Sent by a caller without an `Origin`. A form cannot send it, and a script of another origin not without a preflight.
const X_VESTIBULE: HeaderName = HeaderName::from_static("x-vestibule");

/// Who asks, on behalf of which storefront.
pub struct Caller<'a> {
    /// The storefront.
    pub storefront: &'a StorefrontSettings,
    origin: Origin,
    proof: Proof,
}

enum Proof {
    /// The browser's cookie, if there is one.
    Cookie(Option<PlainToken>),
    /// `Authorization: Bearer`; `None` where its token has not even our shape.
    Bearer(Option<PlainToken>),
}

impl<'a> Caller<'a> {
    /// Reads who asks, and refuses pages of others and changes that any page could cause.
    pub fn read(app: &'a App, request: &HttpRequest, client_id: &str) -> Result<Self, ApiError> {
        let storefront = by_client_id(&app.settings, client_id).ok_or_else(|| {
            let words = "no storefront with this client_id is registered";
            ApiError::refused(StatusCode::BAD_REQUEST, "unknown_client", words)
        })?;
        let origin = Origin::of(request, storefront);
        let proof = match bearer(request) {
            Some(token) => Proof::Bearer(PlainToken::parse(token)),
            None => Proof::Cookie(cookies::session_token(request, &storefront.organization)),
        };
        let caller = Self { storefront, origin, proof };
        caller.check(request)?;
        Ok(caller)
    }

    /// The visitor, if anybody is signed in. A session token that is not valid here is told, and is no guest: the back
    /// end must notice.
    pub async fn visitor(&self, app: &App) -> Result<Option<Visitor>, ApiError> {
        let storefront = self.storefront;
        if !matches!(self.proof, Proof::Cookie(None) | Proof::Bearer(None)) {
            app.reach_database()?;
        }
        match &self.proof {
            Proof::Cookie(None) => Ok(None),
            Proof::Cookie(Some(token)) => {
                Ok(Visitor::resume_by_token(app, &storefront.organization, token).await?)
            }
            Proof::Bearer(None) => Err(invalid_token()),
            Proof::Bearer(Some(token)) => {
                let visitor = Visitor::resume_for_back_end(app, &storefront.client.client_id, token).await?;
                Ok(Some(visitor.ok_or_else(invalid_token)?))
            }
        }
    }

    /// By what the visitor is known, without looking whether that is good; `None` for who brings nothing.
    pub fn visitor_key(&self) -> Result<Option<VisitorKey>, ApiError> {
        let StorefrontSettings { organization, client, .. } = self.storefront;
        let (token, client_id) = match &self.proof {
            Proof::Cookie(None) => return Ok(None),
            Proof::Cookie(Some(token)) => (token, None),
            Proof::Bearer(None) => return Err(invalid_token()),
            Proof::Bearer(Some(token)) => (token, Some(client.client_id.clone())),
        };
        Ok(Some(VisitorKey { token: token.hash(), organization: organization.clone(), client_id }))
    }

    /// A browser whose session has ended is a guest's. A back end must notice.
    pub fn may_be_a_guest(&self) -> Result<(), ApiError> {
        if self.is_browser() { Ok(()) } else { Err(invalid_token()) }
    }

    /// Whether a browser asks, whose cookies the answer may set.
    pub fn is_browser(&self) -> bool {
        matches!(self.proof, Proof::Cookie(_))
    }

    /// On whose network address Commerce Layer may count a call (contract 6.9): a browser's. A back end's own is no
    /// shopper's.
    pub fn shopper(&self, app: &App, request: &HttpRequest) -> Option<IpAddr> {
        let address = client_address(request, &app.settings.server.trusted_proxies);
        address.filter(|_| self.is_browser())
    }

    /// The answer, refusals too, as a page of the storefront may read it.
    pub fn answer(&self, outcome: Result<HttpResponse, ApiError>) -> HttpResponse {
        self.origin.allow(outcome.unwrap_or_else(|refusal| refusal.error_response()))
    }

    fn check(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let forbidden = |code, message| Err(ApiError::refused(StatusCode::FORBIDDEN, code, message));
        // A token that no browser sends by itself needs no origin.
        let is_free = request.method().is_safe()
            || matches!(self.proof, Proof::Bearer(_))
            || request.headers().contains_key(X_VESTIBULE);
        match self.origin {
            Origin::Foreign => forbidden("origin_refused", "this origin is not one of the storefront's"),
            Origin::Unsaid if !is_free => {
                forbidden("origin_required", "a change needs an Origin, or the header X-Vestibule")
            }
            Origin::Listed(_) | Origin::Unsaid => Ok(()),
        }
    }
}

/// What `Authorization: Bearer` carries; the name of the scheme is written in any case (RFC 9110, 11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut given = request.headers().get_all(AUTHORIZATION);
    let value = given.next()?.to_str().unwrap_or("Bearer unreadable");
    if given.next().is_some() {
        // Whichever was meant: neither is a token of ours.
        return Some("twice");
    }
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn invalid_token() -> ApiError {
    let words = "the session token is unknown, has ended, or is another storefront's";
    ApiError::refused(StatusCode::UNAUTHORIZED, "invalid_token", words)
        .with_header(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}
