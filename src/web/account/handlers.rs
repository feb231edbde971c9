//! `GET` of the account page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{AccountPage, SessionRow, providers};
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::http::{ErrorKind, Visitor, WebError};
use crate::links;
use crate::sessions::Device;
use crate::storefronts::{Query, Visit, by_client_id};
use crate::web::Form;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;

/// Shows the account, or asks to sign in and then shows it.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let (storefront, visitor) = find(&app, &request, &query).await?;
    let visit = shop_visit(&storefront, &query)?;
    let Some(visitor) = visitor else {
        let visit = Visit { to_account: true, ..visit };
        return Ok(see_other(&links::with_query(links::LOGIN, &visit.to_query())));
    };
    let mut page = ShopPage::open(&app, &request, visit, links::ACCOUNT).await?.unframed();
    page.speak_to(&visitor.account);
    let now = app.now();
    let ways = providers::ways(&app, &page, &visitor).await?;
    let account = AccountPage {
        alert: providers::alert(&app, &query),
        email: visitor.account.email.typed().to_owned(),
        verified: visitor.account.email_verified_at.is_some(),
        member_since: visitor.account.created_at,
        password_set: ways.password_set,
        providers: ways.providers,
        offers: ways.offers,
        sessions: vec![SessionRow {
            device: Device::from_user_agent(&visitor.session.user_agent),
            last_seen: now,
            current: true,
        }],
        sign_out: Form::to(page.link(links::LOGOUT)),
        now,
        page: page.layout(),
    };
    page.answer(StatusCode::OK, &account)
}

/// Whose account: the shop that the link names; without one, the shop where this browser is signed in, or the
/// only shop there is.
async fn find(
    app: &App,
    request: &HttpRequest,
    query: &Query,
) -> Result<(StorefrontSettings, Option<Visitor>), WebError> {
    let storefronts = &app.settings.storefronts;
    if let Some(client_id) = query.get("clientId") {
        let storefront = by_client_id(&app.settings, client_id).ok_or(ErrorKind::UnknownShop)?;
        let visitor = Visitor::resume(app, request, &storefront.organization).await?;
        return Ok((storefront.clone(), visitor));
    }
    for organization in app.settings.organizations.keys() {
        let Some(visitor) = Visitor::resume(app, request, organization).await? else { continue };
        let own = by_client_id(&app.settings, &visitor.session.client_id);
        if let Some(storefront) = own.or_else(|| storefronts.iter().find(|s| s.organization == *organization))
        {
            return Ok((storefront.clone(), Some(visitor)));
        }
    }
    match storefronts.as_slice() {
        [only] => Ok((only.clone(), None)),
        _ => Err(ErrorKind::MissingParameter(vec!["clientId"]).into()),
    }
}

/// The visit that the link describes; one without scope and return address leads to the shop's front page.
pub(in crate::web) fn shop_visit(storefront: &StorefrontSettings, query: &Query) -> Result<Visit, WebError> {
    let mut visit = Visit::to_home(storefront).ok_or(ErrorKind::UnknownShop)?;
    visit.take_optional(query);
    Ok(visit)
}
