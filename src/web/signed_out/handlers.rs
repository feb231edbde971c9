//! Signing out: the question, the deed, and the page after it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{Elsewhere, SignedOutPage};
use crate::app::App;
use crate::federation::{self, Departure};
use crate::http::{ErrorKind, Visitor, WebError, client_address, cookies};
use crate::links;
use crate::sessions::Upstream;
use crate::sign_in::leave;
use crate::storefronts::{Query, Visit, by_client_id};
use crate::web::account::handlers::shop_visit;
use crate::web::leaving::Leaving;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;
use crate::web::sign_out::SignOutPage;
use crate::web::{Form, ways_in};

/// Asks, where somebody is signed in. A GET never signs out: a picture on any page could do that (catalogue B19).
pub async fn ask(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let visitor = Visitor::resume(&app, &request, &visit.storefront.organization).await?;
    let mut page = ShopPage::open(&app, &request, visit, links::LOGOUT).await?;
    let Some(visitor) = visitor else {
        let login_href = Some(ways_in::all_ways(&page.visit));
        let nobody = SignedOutPage { page: page.layout(), already: true, elsewhere: None, login_href };
        return page.answer(StatusCode::OK, &nobody);
    };
    page.speak_to(&visitor.account);
    let question = SignOutPage {
        page: page.layout(),
        email: visitor.account.email.masked(),
        form: Form::to(page.link(links::LOGOUT)),
        stay_href: Some(page.visit.return_to.as_str().to_owned()),
    };
    page.answer(StatusCode::OK, &question)
}

/// Signs out here; what Commerce Layer still has to revoke is retried until it is done.
pub async fn post(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let organization = visit.storefront.organization.clone();
    let Some(visitor) = Visitor::resume(&app, &request, &organization).await? else {
        let answer = see_other(&links::with_query(links::SIGNED_OUT, &visit.to_query()));
        return Ok(cookies::signed_out(answer, &organization)?);
    };
    let browser = cookies::departure_token(&request);
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let left = leave(&app, &visitor.session, &visit, browser, address).await?;
    let answer = match left.upstream {
        Some(upstream) => there_too(&app, &request, visit, &upstream, left.departure).await?,
        None => see_other(&links::with_query(links::SIGNED_OUT, &visit.to_query())),
    };
    Ok(cookies::signed_out(answer, &organization)?)
}

/// The session began at a provider: on to sign out there, too, where that is configured; else the page says that
/// the provider may still know the person.
async fn there_too(
    app: &App,
    request: &HttpRequest,
    visit: Visit,
    upstream: &Upstream,
    departure: Option<Departure>,
) -> Result<HttpResponse, WebError> {
    let page = ShopPage::open(app, request, visit, links::SIGNED_OUT).await?;
    if let Some(departure) = departure {
        let label = federation::label(app, &upstream.provider);
        return ways_in::leave_by_page(&page, Leaving::SignOut, label, &departure);
    }
    let query = format!("here={}&{}", upstream.provider, page.visit.to_query());
    Ok(see_other(&links::with_query(links::SIGNED_OUT, &query)))
}

/// The page after it.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let visit = read(&app, &request)?;
    let signed_in = Visitor::resume(&app, &request, &visit.storefront.organization).await?.is_some();
    let page = ShopPage::open(&app, &request, visit, links::SIGNED_OUT).await?;
    if signed_in {
        return Ok(see_other(&page.link(links::LOGOUT)));
    }
    let farewell = SignedOutPage {
        page: page.layout(),
        already: false,
        elsewhere: elsewhere(&app, &Query::read(request.query_string())),
        login_href: Some(ways_in::all_ways(&page.visit)),
    };
    page.answer(StatusCode::OK, &farewell)
}

/// What became of the session at the provider, as our own redirect said it; the provider's name is ours.
fn elsewhere(app: &App, query: &Query) -> Option<Elsewhere> {
    let label = |id: &str| app.provider_named(id).map(|provider| provider.settings.label.clone());
    let there = query.get("there").and_then(label).map(|label| Elsewhere::SignedOut { label });
    there.or_else(|| query.get("here").and_then(label).map(|label| Elsewhere::MayGoOn { label }))
}

/// The shop's link: `clientId` is required where there are several shops; a return address that is not on the
/// list leads to the shop's front page instead.
fn read(app: &App, request: &HttpRequest) -> Result<Visit, WebError> {
    let query = Query::read(request.query_string());
    let storefront = match (query.get("clientId"), app.settings.storefronts.as_slice()) {
        (Some(client_id), _) => by_client_id(&app.settings, client_id).ok_or(ErrorKind::UnknownShop)?,
        (None, [only]) => only,
        (None, _) => return Err(ErrorKind::MissingParameter(vec!["clientId"]).into()),
    };
    shop_visit(storefront, &query)
}
