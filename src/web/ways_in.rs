//! Which providers a page offers, where a link or an address leads at once, and leaving for a provider.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::leaving::{Leaving, LeavingPage};
use super::provider_button::ProviderButton;
use super::send_on::see_other;
use super::shop_page::ShopPage;
use crate::app::App;
use crate::config::{ProviderSettings, StorefrontSettings};
use crate::federation::{self, DepartProblem, Departure, Leave, Purpose, signs_in};
use crate::foundation::Email;
use crate::http::{ErrorKind, WebError, client_address, cookies};
use crate::links;
use crate::storefronts::Visit;

/// The providers of a storefront that sign people in, in its order.
pub(super) fn offered<'a>(
    app: &'a App,
    storefront: &'a StorefrontSettings,
) -> impl Iterator<Item = &'a ProviderSettings> {
    let known = storefront.providers.iter().filter_map(|id| app.provider(id));
    known.map(|provider| &provider.settings).filter(|provider| signs_in(provider))
}

/// A button for each of them. The address that the shop's link gave goes along, to be a hint at the provider.
pub(super) fn buttons(app: &App, page: &ShopPage) -> Vec<ProviderButton> {
    let visit = &page.visit;
    let email = visit.customer_email.as_deref().and_then(|email| Email::parse(email).ok());
    let query = email.map_or_else(|| visit.to_query(), |email| visit.to_query_with_email(&email));
    let button = |provider: &ProviderSettings| ProviderButton {
        label: provider.label.clone(),
        icon: provider.icon,
        href: links::with_query(&links::depart(provider.id.as_str()), &format!("{}{query}", anew(visit))),
    };
    offered(app, &visit.storefront).map(button).collect()
}

/// The provider to which a sign-in link leads at once: the one that it names, else the storefront's default.
/// `idp=none` asks for the page, whatever the default.
pub(super) fn at_once<'a>(app: &'a App, page: &'a ShopPage) -> Option<&'a ProviderSettings> {
    let storefront = &page.visit.storefront;
    let wanted = page.visit.idp.as_deref();
    if wanted == Some("none") {
        return None;
    }
    let named = wanted.and_then(|id| offered(app, storefront).find(|provider| provider.id.as_str() == id));
    named.or_else(|| {
        let default = storefront.default_provider.as_ref()?;
        offered(app, storefront).find(|provider| provider.id == *default)
    })
}

/// The provider to which an address leads by its domain.
pub(super) fn by_domain<'a>(
    app: &'a App,
    storefront: &'a StorefrontSettings,
    email: &Email,
) -> Option<&'a ProviderSettings> {
    offered(app, storefront).find(|provider| provider.domains.iter().any(|led| led == email.domain()))
}

/// Whether an address alone leads anywhere.
pub(super) fn email_leads_on(app: &App, storefront: &StorefrontSettings) -> bool {
    offered(app, storefront).any(|provider| !provider.domains.is_empty())
}

/// The sign-in page with all its ways, wherever a default would lead. What answers a form leads here and not to the
/// login page itself: `form-action` would stop the redirect that follows, and the person would stay on a dead page.
pub(super) fn all_ways(visit: &Visit) -> String {
    links::with_query(links::LOGIN, &format!("idp=none&{}{}", anew(visit), visit.to_query()))
}

/// Goes along as far as the departure, and no further than one walk.
fn anew(visit: &Visit) -> &'static str {
    if visit.asks_anew { "prompt=login&" } else { "" }
}

/// Makes ready to leave.
pub(super) async fn depart(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    provider: &str,
    purpose: Purpose,
    login_hint: Option<&Email>,
) -> Result<Departure, DepartProblem> {
    let leave = Leave {
        visit: &page.visit,
        purpose,
        login_hint,
        language: page.language,
        browser: cookies::departure_token(request),
        address: client_address(request, &app.settings.server.trusted_proxies),
    };
    let departure = federation::depart(app, provider, leave).await;
    if let Err(DepartProblem::Provider(error)) = &departure {
        tracing::warn!(provider, %error, "nobody can be sent to the provider");
    }
    departure
}

/// Leaves from a link: a redirect.
pub(super) fn leave(departure: &Departure) -> Result<HttpResponse, WebError> {
    Ok(cookies::with_cookie(see_other(departure.address.as_str()), &cookies::departure(&departure.browser))?)
}

/// Leaves from a form: by a page, because `form-action` would stop a redirect.
pub(super) fn leave_by_page(
    page: &ShopPage,
    kind: Leaving,
    label: &str,
    departure: &Departure,
) -> Result<HttpResponse, WebError> {
    let leaving = LeavingPage::new(page.layout(), kind, label, departure.address.as_str());
    let answer = page.answer(StatusCode::OK, &leaving)?;
    Ok(cookies::with_cookie(answer, &cookies::departure(&departure.browser))?)
}

/// What a departure's problem is to somebody who pressed a button.
pub(super) fn no_departure(problem: DepartProblem) -> Result<ProviderAway, WebError> {
    match problem {
        DepartProblem::Provider(_) => Ok(ProviderAway),
        DepartProblem::NotOffered => Err(ErrorKind::NotFound.into()),
        DepartProblem::Wait(wait) => Err(ErrorKind::TooManyRequests { seconds: wait.num_seconds() }.into()),
        DepartProblem::Failure(failure) => Err(failure.into()),
    }
}

/// The provider does not do its part: the page says so.
pub(super) struct ProviderAway;
