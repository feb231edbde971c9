//! `GET` of the account page.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;

use super::happened::{Happened, Happening, MOST_SHOWN};
use super::{AccountPage, SessionRow, providers};
use crate::app::App;
use crate::audit;
use crate::config::StorefrontSettings;
use crate::customers::email_is_refused;
use crate::http::{ErrorKind, Visitor, WebError};
use crate::links;
use crate::sessions::{self, Device};
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
        name: visitor.account.name.clone(),
        language: visitor.account.language,
        email_refused: email_is_refused(&app, &visitor.account).await?,
        sessions: browsers(&app, &page, &visitor).await?,
        end_others: Form::to(page.link(links::ACCOUNT_SESSIONS_END)),
        lately: lately(&app, &visitor).await?,
        onward: page.visit.storefront.my_account.as_ref().map(|_| Form::to(page.link(links::ACCOUNT_ONWARD))),
        profile_href: page.link(links::ACCOUNT_PROFILE),
        email_href: page.link(links::ACCOUNT_EMAIL),
        password_href: page.visit.storefront.password.then(|| page.link(links::ACCOUNT_PASSWORD)),
        data_href: page.link(links::ACCOUNT_DATA),
        close_href: page.link(links::ACCOUNT_CLOSE),
        sign_out: Form::to(page.link(links::LOGOUT)),
        now,
        page: page.layout(),
    };
    page.answer(StatusCode::OK, &account)
}

/// Every browser that is signed in, this one first.
async fn browsers(app: &App, page: &ShopPage, visitor: &Visitor) -> Result<Vec<SessionRow>, WebError> {
    let mut listed = sessions::list(app, visitor.account.id).await?;
    listed.sort_by_key(|session| session.id != visitor.session.id);
    let row = |session: sessions::Listed| SessionRow {
        device: Device::from_user_agent(&session.user_agent),
        address: session.address,
        last_seen: session.last_seen_at,
        current: session.id == visitor.session.id,
        end: Form::to(page.link(&links::end_session(&Uuid::from(session.id).simple().to_string()))),
    };
    Ok(listed.into_iter().map(row).collect())
}

/// What happened to the account lately, as far as its owner can say "that was me".
async fn lately(app: &App, visitor: &Visitor) -> Result<Vec<Happened>, WebError> {
    let noted = audit::latest(&app.db, visitor.account.id, &Happening::KINDS, MOST_SHOWN).await?;
    Ok(noted.into_iter().filter_map(Happened::read).collect())
}

/// Whose account: the shop that the link names; without one, the shop where this browser is signed in, or the
/// only shop there is.
pub(super) async fn find(
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

/// The shop that the link names, or the first there is: a password manager comes without knowing of any.
pub(in crate::web) fn named_or_first<'a>(
    app: &'a App,
    query: &Query,
) -> Result<&'a StorefrontSettings, ErrorKind> {
    let storefront = match query.get("clientId") {
        Some(client_id) => by_client_id(&app.settings, client_id),
        None => app.settings.storefronts.first(),
    };
    storefront.ok_or(ErrorKind::UnknownShop)
}

/// The visit that the link describes; one without scope and return address leads to the shop's front page.
pub(in crate::web) fn shop_visit(storefront: &StorefrontSettings, query: &Query) -> Result<Visit, WebError> {
    let mut visit = Visit::to_home(storefront).ok_or(ErrorKind::UnknownShop)?;
    visit.take_optional(query);
    Ok(visit)
}
