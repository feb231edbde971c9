//! The browser that a request came from, as signing in knows it.

use actix_web::HttpRequest;

use super::shop_page::ShopPage;
use crate::app::{App, Failure};
use crate::http::visitor::user_agent;
use crate::http::{Visitor, client_address, cookies};
use crate::sign_in::Browser;

/// The browser at `page`, and who is signed in there until now.
pub(super) async fn browser(app: &App, request: &HttpRequest, page: &ShopPage) -> Result<Browser, Failure> {
    let organization = &page.visit.storefront.organization;
    let visitor = Visitor::resume(app, request, organization).await?;
    Ok(Browser {
        address: client_address(request, &app.settings.server.trusted_proxies),
        user_agent: user_agent(request).to_owned(),
        previous: visitor.map(|visitor| visitor.session),
        carts: cookies::carts_hash(request, organization),
        device: cookies::device_token(request),
        shop: page.shop(),
        is_told_of: false,
    })
}
