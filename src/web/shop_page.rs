//! A page on behalf of a shop: its look, its language, and what the answer may do in the browser.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;

use super::{Brand, Layout};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::commerce_layer::Organization;
use crate::config::{Language, StorefrontSettings};
use crate::http::headers::PagePolicy;
use crate::http::{WebError, client_address, cookies};
use crate::links;
use crate::storefronts::{Query, Shop, Visit, branding};
use crate::work::{self, Asker, Puzzle};

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The frame of a page for one visit.
pub(super) struct ShopPage {
    pub visit: Visit,
    pub language: Language,
    /// The page's own address as a GET request, for the links to its other languages.
    pub address: String,
    /// What its browser computes for a letter.
    pub puzzle: Option<Puzzle>,
    brand: Brand,
    embedded: bool,
    /// The language that somebody just chose, which the browser is to remember.
    chosen: Option<Language>,
}

impl ShopPage {
    /// The frame for the storefront's link that the request's query is.
    pub async fn of_link(app: &App, request: &HttpRequest, path: &str) -> Result<Self, WebError> {
        let visit = Visit::read(&app.settings, &Query::read(request.query_string()))?;
        Ok(Self::open(app, request, visit, path).await?)
    }

    /// Gathers what the page needs; `path` is where it stands as a GET request.
    pub async fn open(app: &App, request: &HttpRequest, visit: Visit, path: &str) -> Result<Self, Failure> {
        let storefront = &visit.storefront;
        let looks = looks(app, &visit).await?;
        Ok(Self {
            language: visit.lang.unwrap_or_else(|| language_of(request, storefront)),
            brand: brand(storefront, looks),
            address: links::with_query(path, &visit.to_query()),
            embedded: is_embedded(request, &visit),
            puzzle: None,
            chosen: Query::read(request.query_string())
                .chosen_language()
                .filter(|it| visit.lang == Some(*it)),
            visit,
        })
    }

    /// The same frame for a page that changes who comes into an account: never in a frame of the shop, where another
    /// page could lay itself over its buttons (catalogue K16).
    pub fn unframed(mut self) -> Self {
        self.visit.storefront.framing = false;
        self
    }

    /// The same frame for a page from which a letter can be asked for: where a flood is, at the price of some work.
    pub async fn priced(mut self, app: &App, request: &HttpRequest) -> Result<Self, Failure> {
        let address = client_address(request, &app.settings.server.trusted_proxies);
        let organization = &self.visit.storefront.organization;
        self.puzzle = work::puzzle(app, Asker { organization, address }).await?;
        Ok(self)
    }

    /// Speaks the language of who is signed in, unless the link asks for another.
    pub fn speak_to(&mut self, account: &Account) {
        if self.visit.lang.is_none() && self.visit.storefront.languages.contains(&account.language) {
            self.language = account.language;
        }
    }

    /// What the letters and the password rule need to know.
    pub fn shop(&self) -> Shop {
        Shop { name: self.brand.name.clone(), color: self.brand.color, own: self.visit.storefront.texts }
    }

    pub fn is_embedded(&self) -> bool {
        self.embedded
    }

    pub fn layout(&self) -> Layout {
        Layout {
            texts: self.visit.storefront.texts(self.language),
            brand: self.brand.clone(),
            back_to_shop: Some(self.visit.return_to.as_str().to_owned()),
            address: self.address.clone(),
            languages: self.visit.storefront.languages.clone(),
            embedded: self.embedded,
            framed_by: self.framed_by(),
        }
    }

    /// An address of ours that carries this visit along.
    pub fn link(&self, path: &str) -> String {
        links::with_query(path, &self.visit.to_query())
    }

    /// The page as an answer.
    pub fn answer(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, WebError> {
        let policy = PagePolicy {
            form_targets: self.form_targets(),
            image_origins: self.brand.image_origins(),
            framed_by: self.framed_by(),
        };
        let answer = render(status, page, policy)?;
        match self.chosen {
            Some(language) => Ok(cookies::with_cookie(answer, &cookies::chosen_language(language))?),
            None => Ok(answer),
        }
    }

    /// The page as an answer to who tried too often.
    pub fn too_many(&self, page: &impl Template, wait: TimeDelta) -> Result<HttpResponse, WebError> {
        Ok(retry_later(self.answer(StatusCode::TOO_MANY_REQUESTS, page)?, wait.num_seconds()))
    }

    /// The page as an answer while too many passwords are being hashed.
    pub fn busy(&self, page: &impl Template) -> Result<HttpResponse, WebError> {
        Ok(retry_later(self.answer(StatusCode::SERVICE_UNAVAILABLE, page)?, 2))
    }

    /// Where the answers to our forms may lead the browser: back to the shop, and on to its pages for orders.
    fn form_targets(&self) -> Vec<String> {
        let onward = self.visit.storefront.my_account.iter().map(|url| url.origin().ascii_serialization());
        std::iter::once(self.visit.return_to.origin()).chain(onward).collect()
    }

    fn framed_by(&self) -> Vec<String> {
        let storefront = &self.visit.storefront;
        if storefront.framing { storefront.origins.clone() } else { Vec::new() }
    }
}

/// A rendered page as an answer, under its policy.
pub(super) fn render(
    status: StatusCode,
    page: &impl Template,
    policy: PagePolicy,
) -> Result<HttpResponse, WebError> {
    let html = page.render().map_err(Failure::new)?;
    let mut response =
        HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(html);
    response.extensions_mut().insert(policy);
    Ok(response)
}

/// Says when to come again.
pub(super) fn retry_later(mut answer: HttpResponse, seconds: i64) -> HttpResponse {
    answer.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
    answer
}

/// The language that was chosen in this browser before, or that it asks for, among those on offer.
pub(super) fn preferred_language(request: &HttpRequest, offered: &[Language]) -> Option<Language> {
    let chosen = cookies::language(request).filter(|language| offered.contains(language));
    chosen.or_else(|| accepted_language(request, offered))
}

fn accepted_language(request: &HttpRequest, offered: &[Language]) -> Option<Language> {
    let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighted = header.split(',').take(20).filter_map(|part| {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let language = Language::from_tag(tag.trim()).filter(|language| offered.contains(language))?;
        Some((language, weight.trim().parse::<f32>().unwrap_or(0.0)))
    });
    // `max_by` keeps the last of equals; browsers list their favourite first.
    let favourite = weighted.fold(None, |best: Option<(Language, f32)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    });
    favourite.map(|(language, _)| language)
}

fn language_of(request: &HttpRequest, storefront: &StorefrontSettings) -> Language {
    preferred_language(request, &storefront.languages)
        .or_else(|| storefront.languages.first().copied())
        .unwrap_or(Language::ALL[0])
}

/// What the shop looks like to a guest. Guests have no token for a private market: then the look of the
/// storefront's default scope is taken.
async fn looks(app: &App, visit: &Visit) -> Result<Organization, Failure> {
    let storefront = &visit.storefront;
    if let Some(looks) = branding(app, storefront, visit.guest_scope()).await {
        return Ok(looks);
    }
    let default = storefront.scopes.first().filter(|default| *default != visit.guest_scope());
    let looks = match default {
        Some(scope) => branding(app, storefront, scope).await,
        None => None,
    };
    Ok(looks.unwrap_or_default())
}

fn brand(storefront: &StorefrontSettings, looks: Organization) -> Brand {
    let name = looks.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| storefront.name.clone());
    Brand::new(&name, looks.logo_url.as_deref(), looks.favicon_url.as_deref(), looks.primary_color.as_deref())
}

/// The link says so, or the browser does (contract 0.5).
fn is_embedded(request: &HttpRequest, visit: &Visit) -> bool {
    let in_frame = request.headers().get(SEC_FETCH_DEST).is_some_and(|dest| dest == "iframe");
    visit.embed || in_frame
}
