//! Leaving for a provider by a link, and coming back: the walk that ends in a session, in the detour of a pending
//! link, or in a page that says what to do.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ArrivalPage, ArrivalProblem as Words};
use crate::app::App;
use crate::config::Language;
use crate::federation::pending::{self, ProveProblem};
use crate::federation::{self, Answer, Arrival, ArrivalProblem, DepartProblem, Purpose, Stranded};
use crate::foundation::{Email, PlainToken};
use crate::http::headers::PagePolicy;
use crate::http::request_log::request_id;
use crate::http::{ErrorKind, RawForm, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::openid::ProviderError;
use crate::sign_in::{Coming, IdentityProblem, IdentitySignIn, with_identity};
use crate::storefronts::{CameFrom, Query, Visit, by_client_id};
use crate::web::account::providers::{account_page, linked};
use crate::web::browser::browser;
use crate::web::layout::Layout;
use crate::web::send_on::{enter, see_other};
use crate::web::shop_page::{ShopPage, preferred_language, render};
use crate::web::signed_out::SignedOutPage;
use crate::web::ways_in;

/// Leaves for a provider. Whoever is signed in is asked first: a link of a stranger must not make somebody else of
/// them (catalogue B01).
pub async fn depart(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::of_link(&app, &request, links::LOGIN).await?;
    if Visitor::resume(&app, &request, &page.visit.storefront.organization).await?.is_some() {
        return Ok(see_other(&page.link(links::LOGIN)));
    }
    let email = page.visit.customer_email.as_deref().and_then(|email| Email::parse(email).ok());
    match ways_in::depart(&app, &request, &page, &provider, Purpose::SignIn, email.as_ref()).await {
        Ok(departure) => ways_in::leave(&departure),
        Err(problem @ DepartProblem::Provider(_)) => {
            ways_in::no_departure(problem)?;
            let label = app.provider_named(&provider).map_or("", |provider| &provider.settings.label);
            answer(&request, &page, Words::Away, &provider, label)
        }
        Err(DepartProblem::NotOffered) => {
            let label = app.provider_named(&provider).map(|provider| provider.settings.label.clone());
            let words = if label.is_some() { Words::LinkOnly } else { Words::NotMine };
            answer(&request, &page, words, &provider, &label.unwrap_or_default())
        }
        Err(problem) => Err(ways_in::no_departure(problem).err().unwrap_or(ErrorKind::Internal.into())),
    }
}

/// Comes back from a provider.
pub async fn callback(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let answer = Answer::read(request.query_string());
    let browser = cookies::departure_token(&request);
    match federation::arrive(&app, &provider, answer, browser.as_ref()).await {
        Ok(arrival) => arrived(&app, &request, arrival).await,
        Err(stranded) => self::stranded(&app, &request, &provider, *stranded).await,
    }
}

/// A provider posts its answer (`response_mode=form_post`). Such a post comes from another site and brings no
/// cookie of ours along; what it says waits with the departure, and the browser comes for it by a GET that does.
pub async fn posted(
    app: web::Data<App>,
    provider: web::Path<String>,
    body: RawForm,
) -> Result<HttpResponse, WebError> {
    // Nothing but our own name of a provider becomes part of an address.
    app.provider_named(&provider).ok_or(ErrorKind::NotFound)?;
    let answer = Answer::read(body.text());
    federation::receive(&app, &provider, &answer).await?;
    let query = answer.state().map(|state| format!("state={}", state.expose())).unwrap_or_default();
    Ok(see_other(&links::with_query(&links::callback(&provider), &query)))
}

async fn arrived(app: &App, request: &HttpRequest, arrival: Arrival) -> Result<HttpResponse, WebError> {
    let page = open(app, request, &arrival.came_from).await?.ok_or(ErrorKind::Expired)?;
    let visitor = Visitor::resume(app, request, &arrival.organization).await?;
    let browser = browser(app, request, &page).await?;
    if let Purpose::Link(session) = arrival.purpose {
        return linked(
            app,
            request,
            &page,
            visitor.filter(|visitor| visitor.session.id == session),
            &arrival,
            &browser,
        )
        .await;
    }
    let (identity, visit) = (&arrival.identity, &page.visit);
    let coming = Coming { identity, visit, language: page.language, browser: &browser };
    match with_identity(app, &arrival, coming).await {
        Ok(IdentitySignIn::Welcome(welcome)) => enter(app, request, &page, &welcome).await,
        Ok(IdentitySignIn::Prove(token)) => to_proof(app, request, &page, &token).await,
        Err(IdentityProblem::Failure(failure)) => Err(failure.into()),
        Err(problem) => {
            let provider = &arrival.identity.provider;
            answer(request, &page, refusal(&problem), provider.as_str(), federation::label(app, provider))
        }
    }
}

/// What a person is told who may not come in.
pub(in crate::web) fn refusal(problem: &IdentityProblem) -> Words {
    match problem {
        IdentityProblem::Locked => Words::Locked,
        IdentityProblem::LinkOnly => Words::LinkOnly,
        IdentityProblem::SignUpClosed | IdentityProblem::Failure(_) => Words::SignUpClosed,
    }
}

/// The detour. Where the address is known, its letter is under way with the answer.
async fn to_proof(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    token: &PlainToken,
) -> Result<HttpResponse, WebError> {
    if let Some(pending) = pending::of_browser(app, token).await?
        && let Some(email) = &pending.email
    {
        let address = client_address(request, &app.settings.server.trusted_proxies);
        let sent = pending::send_code(app, &pending, email, &page.shop(), address).await;
        // Where the mailbox had enough letters, the page says when another may be asked for.
        if let Err(ProveProblem::Failure(failure)) = sent {
            return Err(failure.into());
        }
    }
    Ok(cookies::with_cookie(see_other(&page.link(links::PROVE)), &cookies::pending_link(token))?)
}

/// The page of the shop that the walk began at, if the settings still know it.
pub(in crate::web) async fn open(
    app: &App,
    request: &HttpRequest,
    came_from: &CameFrom,
) -> Result<Option<ShopPage>, WebError> {
    let Some(visit) = came_from.visit(&app.settings) else { return Ok(None) };
    Ok(Some(ShopPage::open(app, request, visit, links::LOGIN).await?))
}

async fn stranded(
    app: &App,
    request: &HttpRequest,
    provider: &str,
    stranded: Stranded,
) -> Result<HttpResponse, WebError> {
    let Stranded { problem, purpose, came_from, shop } = stranded;
    if let ArrivalProblem::Failure(failure) = problem {
        return Err(failure.into());
    }
    note(provider, &problem);
    let label =
        app.provider_named(provider).map(|provider| provider.settings.label.clone()).unwrap_or_default();
    let words = words(problem);
    match came_from {
        Some(came_from) => {
            let page = open(app, request, &came_from).await?.ok_or(ErrorKind::Expired)?;
            match purpose {
                Some(Purpose::Link(_)) if matches!(words, Words::Cancelled { .. }) => {
                    Ok(see_other(&account_page(&page, "not-linked", provider)))
                }
                _ => answer(request, &page, words, provider, &label),
            }
        }
        None => shopless(app, request, shop.as_deref(), words, &label).await,
    }
}

/// What shoppers do every day is no warning; what nobody but the operator can repair is more than one.
fn note(provider: &str, problem: &ArrivalProblem) {
    match problem {
        // The name is whatever somebody typed.
        ArrivalProblem::UnknownProvider => tracing::info!(reason = %problem, "an arrival led nowhere"),
        ArrivalProblem::UnknownState
        | ArrivalProblem::Expired
        | ArrivalProblem::Used
        | ArrivalProblem::Cancelled { .. } => {
            tracing::info!(provider, reason = %problem, "an arrival led nowhere");
        }
        ArrivalProblem::Provider(error) if error.needs_operator() => tracing::error!(
            provider,
            reason = %problem,
            "an arrival led nowhere: `vestibule provider test` says what to do"
        ),
        _ => tracing::warn!(provider, reason = %problem, "an arrival led nowhere"),
    }
}

fn words(problem: ArrivalProblem) -> Words {
    match problem {
        ArrivalProblem::UnknownProvider => Words::NotMine,
        // Swept after a day, or never ours: for the person it is the same as one that ran out.
        ArrivalProblem::UnknownState | ArrivalProblem::Expired => Words::Expired,
        ArrivalProblem::OtherBrowser => Words::OtherBrowser,
        ArrivalProblem::Used => Words::Used,
        ArrivalProblem::Cancelled { text } => Words::Cancelled { text },
        ArrivalProblem::Refused { text, .. } => Words::Refused { text },
        ArrivalProblem::Provider(ProviderError::Away(_) | ProviderError::Unusable(_)) => Words::Away,
        ArrivalProblem::Provider(_) | ArrivalProblem::Failure(_) => Words::BadAnswer,
    }
}

/// The page in the shop's look, with the ways on that make sense.
pub(in crate::web) fn answer(
    request: &HttpRequest,
    page: &ShopPage,
    words: Words,
    provider: &str,
    label: &str,
) -> Result<HttpResponse, WebError> {
    let again = || Some(page.link(&links::depart(provider)));
    let login = || Some(ways_in::all_ways(&page.visit));
    let mut shown = ArrivalPage::new(page.layout(), words, label);
    match &shown.problem {
        Words::Used => shown.onward = Some(page.link(links::LOGIN)),
        Words::SignedOutMeanwhile => shown.again = login(),
        Words::OtherAccount => shown.other_ways = Some(page.link(links::ACCOUNT)),
        Words::SignUpClosed | Words::LinkOnly | Words::Locked | Words::NotMine => shown.other_ways = login(),
        Words::BadAnswer => {
            shown.request_id = Some(request_id(request));
            (shown.again, shown.other_ways) = (again(), login());
        }
        _ => (shown.again, shown.other_ways) = (again(), login()),
    }
    page.answer(shown.problem.status(), &shown)
}

/// Without a departure of this browser nothing is told of where anybody was going. The way on is the front page of
/// the shop, where one is known: that of the departure, or the only one there is.
async fn shopless(
    app: &App,
    request: &HttpRequest,
    shop: Option<&str>,
    words: Words,
    label: &str,
) -> Result<HttpResponse, WebError> {
    let known = match (shop, app.settings.storefronts.as_slice()) {
        (Some(client_id), _) => by_client_id(&app.settings, client_id),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(visit) = known.and_then(Visit::to_home) else {
        let page = ArrivalPage::new(plain(request), words, label);
        return render(page.problem.status(), &page, PagePolicy::default());
    };
    let page = ShopPage::open(app, request, visit, links::LOGIN).await?;
    let shown = ArrivalPage::new(page.layout(), words, label);
    page.answer(shown.problem.status(), &shown)
}

fn plain(request: &HttpRequest) -> Layout {
    let language = preferred_language(request, &Language::ALL).unwrap_or(Language::ALL[0]);
    Layout::plain(language, request.path())
}

/// Comes back from signing out at a provider.
pub async fn signed_out(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let query = Query::of_form(request.query_string());
    let state = query.get("state").and_then(PlainToken::parse);
    let browser = cookies::departure_token(&request);
    let came_from = federation::signed_out(&app, &provider, state, browser.as_ref()).await?;
    let visit = came_from.and_then(|came_from| came_from.visit(&app.settings));
    if let Some(visit) = visit {
        return Ok(see_other(&signed_out_page(&visit, &provider)));
    }
    // No state, or not this browser's: the person is signed out here all the same, and goes nowhere (B19).
    render(StatusCode::OK, &SignedOutPage::nowhere(plain(&request)), PagePolicy::default())
}

fn signed_out_page(visit: &Visit, provider: &str) -> String {
    links::with_query(links::SIGNED_OUT, &format!("there={provider}&{}", visit.to_query()))
}
