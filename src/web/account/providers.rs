//! The account page's providers: which are linked, which could be, linking and unlinking.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;

use super::{AccountAlert, Link, ProviderOffer, ProviderRow, Unlink};
use crate::app::{App, Failure};
use crate::config::Icon;
use crate::credentials::password_hash;
use crate::federation::{self, Arrival, DepartProblem, Linked, Purpose, UnlinkProblem, has_way_in};
use crate::http::{ErrorKind, Visitor, WebError};
use crate::links;
use crate::openid::Provider;
use crate::sign_in::{Browser, Linking, link_identity, unlink_provider};
use crate::storefronts::{Query, Visit};
use crate::web::account::handlers::{find, named_or_first, shop_visit};
use crate::web::arrival::ArrivalProblem as Words;
use crate::web::arrival::handlers::answer;
use crate::web::browser::browser;
use crate::web::leaving::Leaving;
use crate::web::send_on::see_other;
use crate::web::shop_page::ShopPage;
use crate::web::{Form, ways_in};

/// Ways in are changed, and everything is taken or left, only by somebody who has just signed in: whoever finds an open browser must not be able to
/// add a way of his own, or take the owner's away.
const JUST_NOW: TimeDelta = TimeDelta::minutes(30);

/// What the page says of providers and password.
pub(super) struct Ways {
    pub password_set: bool,
    pub providers: Vec<ProviderRow>,
    pub offers: Vec<ProviderOffer>,
}

/// Gathers it.
pub(super) async fn ways(app: &App, page: &ShopPage, visitor: &Visitor) -> Result<Ways, Failure> {
    let links = federation::linked(app, &visitor.account).await?;
    let password_set = password_hash(&app.db, visitor.account.id).await?.is_some();
    let recent = is_recent(app, visitor);
    let again = || sign_in_again(page);
    let row = |link: &Linked| {
        let settings = app.provider_named(&link.provider).map(|provider| &provider.settings);
        let rest = links.iter().filter(|other| other.provider != link.provider);
        let another = has_way_in(app, &visitor.account.organization, password_set, rest);
        ProviderRow {
            label: settings.map_or_else(|| link.provider.clone(), |settings| settings.label.clone()),
            icon: settings.map_or(Icon::Key, |settings| settings.icon),
            known_as: link.known_as.clone(),
            linked_on: link.linked_at,
            unlink: match (another, recent) {
                (false, _) => Unlink::LastWay,
                (true, true) => Unlink::Allowed(Form::to(page.link(&links::unlink_provider(&link.provider)))),
                (true, false) => Unlink::SignInAgain(again()),
            },
        }
    };
    let linkable = page.visit.storefront.providers.iter().filter_map(|id| app.provider(id));
    let linkable =
        linkable.filter(|offer| !links.iter().any(|link| link.provider == offer.settings.id.as_str()));
    let offer = |Provider { settings, .. }: &Provider| ProviderOffer {
        label: settings.label.clone(),
        icon: settings.icon,
        link: if recent {
            Link::Allowed(Form::to(page.link(&links::link_provider(settings.id.as_str()))))
        } else {
            Link::SignInAgain(again())
        },
    };
    Ok(Ways {
        password_set,
        providers: links.iter().map(row).collect(),
        offers: linkable.map(offer).collect(),
    })
}

/// Leads to signing in again, and back to the account.
pub(super) fn sign_in_again(page: &ShopPage) -> Form {
    let to_account = Visit { to_account: true, ..page.visit.clone() }.to_query();
    Form::to(links::with_query(links::SWITCH, &to_account))
}

/// What happened before, as the page's address says it; the provider's name is ours, never the address's.
pub(super) fn alert(app: &App, query: &Query) -> Option<AccountAlert> {
    let done = match query.get("notice")? {
        "kept" => Some(AccountAlert::Kept),
        "password" => Some(AccountAlert::Done("account-password-changed")),
        "email" => Some(AccountAlert::Done("account-email-changed")),
        "profile" => Some(AccountAlert::Done("account-profile-changed")),
        "session-ended" => Some(AccountAlert::Done("account-session-ended")),
        "sessions-ended" => Some(AccountAlert::Done("account-sessions-ended")),
        _ => None,
    };
    if done.is_some() {
        return done;
    }
    let label = app.provider_named(query.get("provider")?)?.settings.label.clone();
    Some(match query.get("notice")? {
        "linked" => AccountAlert::Linked { label },
        "unlinked" => AccountAlert::Unlinked { label },
        "last-way" => AccountAlert::LastWay { label },
        "already-linked" => AccountAlert::AlreadyLinked { label },
        "not-linked" => AccountAlert::NotLinked { label },
        _ => return None,
    })
}

/// The account page with something to say of a provider.
pub(in crate::web) fn account_page(page: &ShopPage, notice: &str, provider: &str) -> String {
    let query = format!("notice={notice}&provider={provider}&{}", page.visit.to_query());
    links::with_query(links::ACCOUNT, &query)
}

/// Leaves to link a provider.
pub async fn link(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    if !is_recent(&app, &visitor) {
        return Ok(see_other(&page.link(links::ACCOUNT)));
    }
    let label = app.provider_named(&provider).map_or("", |provider| &provider.settings.label);
    let purpose = Purpose::Link(visitor.session.id);
    match ways_in::depart(&app, &request, &page, &provider, purpose, None).await {
        Ok(departure) => ways_in::leave_by_page(&page, Leaving::Link, label, &departure),
        Err(DepartProblem::Provider(_)) => answer(&request, &page, Words::Away, &provider, label),
        Err(problem) => Err(ways_in::no_departure(problem).err().unwrap_or(ErrorKind::Internal.into())),
    }
}

/// Unlinks one.
pub async fn unlink(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    if !is_recent(&app, &visitor) {
        return Ok(see_other(&page.link(links::ACCOUNT)));
    }
    let browser = browser(&app, &request, &page).await?;
    match unlink_provider(&app, &visitor.account, &visitor.session, &provider, &browser).await {
        Ok(()) => Ok(see_other(&account_page(&page, "unlinked", &provider))),
        Err(UnlinkProblem::LastWay) => Ok(see_other(&account_page(&page, "last-way", &provider))),
        Err(UnlinkProblem::NotLinked) => Ok(see_other(&page.link(links::ACCOUNT))),
        Err(UnlinkProblem::SignedOut) => sign_in_first(&app, &request),
        Err(UnlinkProblem::Failure(failure)) => Err(failure.into()),
    }
}

/// Somebody came back to link. Only the session that left may (catalogue A04): `visitor` is its.
pub(in crate::web) async fn linked(
    app: &App,
    request: &HttpRequest,
    page: &ShopPage,
    visitor: Option<Visitor>,
    arrival: &Arrival,
    browser: &Browser,
) -> Result<HttpResponse, WebError> {
    let provider = &arrival.identity.provider;
    let label = federation::label(app, provider);
    let Some(visitor) = visitor else {
        return answer(request, page, Words::SignedOutMeanwhile, provider.as_str(), label);
    };
    let Visitor { account, session } = &visitor;
    match link_identity(app, (account, session), &arrival.identity, browser).await? {
        Linking::Linked => Ok(see_other(&account_page(page, "linked", provider.as_str()))),
        Linking::Already => Ok(see_other(&account_page(page, "already-linked", provider.as_str()))),
        Linking::OtherAccount => answer(request, page, Words::OtherAccount, provider.as_str(), label),
        Linking::SignedOut => answer(request, page, Words::SignedOutMeanwhile, provider.as_str(), label),
    }
}

/// A reload of what was a form.
pub async fn get(request: HttpRequest) -> HttpResponse {
    see_other(&links::with_query(links::ACCOUNT, request.query_string()))
}

pub(super) async fn open(app: &App, request: &HttpRequest) -> Result<Option<(ShopPage, Visitor)>, WebError> {
    let query = Query::read(request.query_string());
    let (storefront, visitor) = match find(app, request, &query).await {
        // A password manager comes without naming a shop: who is not signed in signs in first.
        Err(WebError { kind: ErrorKind::MissingParameter(_), .. }) => return Ok(None),
        found => found?,
    };
    let Some(visitor) = visitor else { return Ok(None) };
    let visit = shop_visit(&storefront, &query)?;
    let mut page = ShopPage::open(app, request, visit, links::ACCOUNT).await?.unframed();
    page.speak_to(&visitor.account);
    Ok(Some((page, visitor)))
}

pub(super) fn sign_in_first(app: &App, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let query = Query::read(request.query_string());
    let visit = shop_visit(named_or_first(app, &query)?, &query)?;
    Ok(see_other(&ways_in::all_ways(&Visit { to_account: true, ..visit })))
}

pub(super) fn is_recent(app: &App, visitor: &Visitor) -> bool {
    app.now() - visitor.session.created_at < JUST_NOW
}
