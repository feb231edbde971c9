//! Back to the shop, with a token, a code or nothing in the address: the hand-over (contract 0.3).

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, REFERRER_POLICY};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use chrono::SecondsFormat;
use url::Url;

use super::Form;
use super::cart;
use super::error::{ErrorKind, ErrorPage};
use super::handover_frame::HandoverFramePage;
use super::shop_page::ShopPage;
use super::ways_in;
use crate::accounts::Account;
use crate::app::App;
use crate::broker::FlightProblem as _;
use crate::commerce_layer::CommerceLayerError;
use crate::config::Handover;
use crate::handover;
use crate::http::{WebError, client_address, cookies};
use crate::links;
use crate::sessions::Session;
use crate::sign_in::Welcome;
use crate::tokens::{self, Served, TokenProblem};

/// How long somebody waits where Commerce Layer has not said, in seconds.
const BUSY: u64 = 30;

/// Sends on a person who signed in just now, with the cookie of the new session. Where the shop asks about the cart of
/// this browser, the question comes first.
pub(super) async fn enter(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    welcome: &Welcome,
) -> Result<HttpResponse, WebError> {
    // The session exists whatever comes after it: its cookie goes along with an error, too.
    let (session, account) = (&welcome.session, &welcome.account);
    if welcome.kept_open {
        // Whoever wanted to leave and came back must see that the account stays.
        return with_session(app, see_other(&account_notice(page, "kept")), request, welcome);
    }
    let sent_on = match cart::has_to_choose(app, page, session, account).await {
        Ok(true) => Ok(see_other(&page.link(links::CART))),
        Ok(false) => send_on(app, request, page, session, account, 0).await,
        Err(error) => Err(error),
    };
    with_session(app, sent_on.unwrap_or_else(|error| error.error_response()), request, welcome)
}

/// `answer`, with the cookies of the new session.
fn with_session(
    app: &App,
    answer: HttpResponse,
    request: &HttpRequest,
    welcome: &Welcome,
) -> Result<HttpResponse, WebError> {
    let (organization, life) = (&welcome.session.organization, app.settings.sessions.absolute);
    let answer = cookies::with_cookie(answer, &cookies::session(organization, &welcome.token, life))?;
    let mut answer = cookies::with_cookie(answer, &cookies::device(&welcome.device))?;
    if !welcome.keeps_carts && cookies::carts_token(request, organization).is_some() {
        answer = cookies::with_cookie(answer, &cookies::no_carts(organization))?;
    }
    Ok(answer)
}

/// Sends a signed-in visitor on to where the visit wanted to go. `tries` counts the automatic attempts that
/// were made while the shop's system did not answer.
pub(super) async fn send_on(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    session: &Session,
    account: &Account,
    tries: u8,
) -> Result<HttpResponse, WebError> {
    let visit = &page.visit;
    if visit.to_account {
        return Ok(see_other(&account_link(page)));
    }
    let target = match visit.storefront.handover {
        Handover::Session => Url::parse(visit.return_to.as_str()).map_err(crate::app::Failure::new)?,
        Handover::Query => {
            let shopper = client_address(request, &app.settings.server.trusted_proxies);
            let token =
                tokens::customer_token(app, session, account, &visit.storefront, &visit.scope, shopper).await;
            match token {
                Ok(token) => with_token(page, &token),
                Err(problem) => return no_token(page, account, problem, tries),
            }
        }
        Handover::Code => match handover::code_for(app, session, visit).await? {
            Some(code) => visit.return_to.with_parameters(&[("code", code.expose())]),
            // Signed out in another window just now.
            None => return Ok(see_other(&ways_in::all_ways(visit))),
        },
    };
    if page.is_embedded() {
        let frame = HandoverFramePage { page: page.layout(), href: target.into() };
        return page.answer(StatusCode::OK, &frame);
    }
    Ok(see_other(target.as_str()))
}

/// An answer to a form: the browser asks for `location`, and the form is not sent again by a reload.
pub(super) fn see_other(location: &str) -> HttpResponse {
    // The address may carry a token: the page that it leads to must not be told where we are, nor anybody
    // after it (catalogue C10).
    HttpResponse::SeeOther()
        .insert_header((LOCATION, location))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .finish()
}

/// `accessToken`, `scope` and `expires`, in this order and form.
fn with_token(page: &ShopPage, token: &Served) -> Url {
    let expires = token.expires_at.to_rfc3339_opts(SecondsFormat::Millis, true);
    page.visit.return_to.with_parameters(&[
        ("accessToken", token.access_token.expose()),
        ("scope", token.scope.as_str()),
        ("expires", &expires),
    ])
}

/// The person is signed in and stays so; only the shop's token is missing. A private market is told apart,
/// because waiting does not open it.
fn no_token(
    page: &ShopPage,
    account: &Account,
    problem: TokenProblem,
    tries: u8,
) -> Result<HttpResponse, WebError> {
    if let TokenProblem::Failure(failure) = problem {
        return Err(failure.into());
    }
    if problem.commerce_layer() == Some(&CommerceLayerError::ScopeRefused) {
        let kind = ErrorKind::PrivateMarket {
            email: account.email.masked(),
            other_account: Some(Form::to(page.link(links::SWITCH))),
        };
        return page.answer(StatusCode::FORBIDDEN, &ErrorPage::new(page.layout(), kind));
    }
    tracing::warn!(account = %account.id, %problem, "no customer token yet");
    Ok(see_other(&page.link(&match problem.commerce_layer() {
        Some(CommerceLayerError::BudgetSpent { retry_after }) => {
            let seconds = retry_after.map_or(BUSY, |wait| wait.as_secs().max(1));
            links::busy(tries, i64::try_from(seconds).unwrap_or(i64::MAX))
        }
        _ => format!("{}/{tries}", links::WAITING),
    })))
}

fn account_link(page: &ShopPage) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("clientId", &page.visit.storefront.client.client_id);
    query.append_pair("lang", page.language.tag());
    links::with_query(links::ACCOUNT, &query.finish())
}

/// The account page with something to say first.
pub(super) fn account_notice(page: &ShopPage, notice: &str) -> String {
    links::with_query(links::ACCOUNT, &format!("notice={notice}&{}", page.visit.to_query()))
}
