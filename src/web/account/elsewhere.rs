//! Signing out in other browsers, and going on to the shop's own pages about orders.

use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;

use super::providers::{open, sign_in_first};
use crate::app::App;
use crate::foundation::SessionId;
use crate::http::{ErrorKind, WebError, client_address};
use crate::links;
use crate::sign_in::{EndedElsewhere, end_one, end_others};
use crate::tokens;
use crate::web::send_on::{account_notice, no_token, see_other};

/// Signs one other browser out.
pub async fn one(
    app: web::Data<App>,
    request: HttpRequest,
    session: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    let session: SessionId = Uuid::try_parse(&session).map_err(|_| ErrorKind::NotFound)?.into();
    if session == visitor.session.id {
        return Ok(see_other(&page.link(links::LOGOUT)));
    }
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    match end_one(&app, (&visitor.account, &visitor.session), session, address).await? {
        EndedElsewhere::Ended => Ok(see_other(&account_notice(&page, "session-ended"))),
        EndedElsewhere::SignedOut => sign_in_first(&app, &request),
    }
}

/// Signs every other browser out.
pub async fn all(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    match end_others(&app, (&visitor.account, &visitor.session), address).await? {
        EndedElsewhere::Ended => Ok(see_other(&account_notice(&page, "sessions-ended"))),
        EndedElsewhere::SignedOut => sign_in_first(&app, &request),
    }
}

/// To the organization's own pages for orders and addresses, with a fresh token as they want it (contract 3). A form, and
/// no link: a stranger's page must not be able to send tokens on their way.
pub async fn onward(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    let visit = &page.visit;
    let Some(my_account) = &visit.storefront.my_account else { return Err(ErrorKind::NotFound.into()) };
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let (session, account) = (&visitor.session, &visitor.account);
    let token =
        tokens::customer_token(&app, session, account, &visit.storefront, &visit.scope, address).await;
    let token = match token {
        Ok(token) => token,
        Err(problem) => return no_token(&page, account, problem, 0),
    };
    let mut target = my_account.clone();
    target
        .query_pairs_mut()
        .append_pair("accessToken", token.access_token.expose())
        .append_pair("lang", page.language.tag())
        .append_pair("returnUrl", visit.return_to.as_str());
    Ok(see_other(target.as_str()))
}
