//! The shop of yesterday: the token comes back in the address, the server keeps it in a cookie of its own and
//! strips the address. Works without script, but for the cart.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::Value;
use url::form_urlencoded::{Serializer, parse};

use super::core_api::{CoreApiError, Customer};
use super::links::Links;
use super::{ForScripts, State, claims, page};

const COOKIE: &str = "acme_legacy_token";
/// What Vestibule adds to the return address (contract 0.3).
const HANDED_OVER: [&str; 3] = ["accessToken", "scope", "expires"];
/// Parameters of the shop's own that stand unencoded in `returnUrl`, and must survive the round trip.
const VARIANT: &str = "color=moss&size=M";

#[derive(Template)]
#[template(path = "shop/legacy.html")]
struct Legacy<'a> {
    scripts: ForScripts<'a>,
    links: Links,
    visitor: Visitor,
    variant: String,
}

enum Visitor {
    Guest,
    Expired,
    Away,
    Customer { customer: Customer, claims: String },
}

impl Legacy<'_> {
    fn is_signed_in(&self) -> bool {
        matches!(self.visitor, Visitor::Customer { .. })
    }
}

pub(super) async fn get(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    let handed_over = parse(request.query_string().as_bytes()).find(|(name, _)| name == HANDED_OVER[0]);
    if let Some((_, token)) = handed_over {
        return keep(&request, &token);
    }
    let token = request.cookie(COOKIE).map(|cookie| cookie.value().to_owned());
    let visitor = visitor(&state, token.as_deref()).await;
    let signed_out = matches!(visitor, Visitor::Expired);
    let here = format!("{}/legacy?{VARIANT}", state.base_url);
    let links = Links::raw(&state.options, &state.options.legacy_client_id, &here);
    let scripts = ForScripts::of(&state.options, &state.options.legacy_client_id);
    let mut answer = page(&Legacy { scripts, links, visitor, variant: variant(&request) });
    if signed_out {
        // A removal cookie is plain ASCII: it cannot fail to become a header.
        let _ = answer.add_cookie(&removal());
    }
    answer
}

pub(super) async fn sign_out() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/legacy")).cookie(removal()).finish()
}

/// Takes the token out of the address, so that it is in no history, bookmark or `Referer`.
fn keep(request: &HttpRequest, token: &str) -> HttpResponse {
    let rest = parse(request.query_string().as_bytes())
        .filter(|(name, _)| !HANDED_OVER.contains(&name.as_ref()))
        .fold(Serializer::new(String::new()), |mut query, (name, value)| {
            query.append_pair(&name, &value);
            query
        })
        .finish();
    let location = if rest.is_empty() { "/legacy".to_owned() } else { format!("/legacy?{rest}") };
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, location));
    if claims::decode(token).is_some() {
        answer.cookie(cookie(token));
    }
    answer.finish()
}

async fn visitor(state: &State, token: Option<&str>) -> Visitor {
    let Some(token) = token else { return Visitor::Guest };
    let Some(claims) = claims::decode(token) else { return Visitor::Expired };
    let Some(id) = claims::customer_id(&claims) else { return Visitor::Expired };
    match state.core_api.customer(id, token).await {
        Ok(customer) => Visitor::Customer { customer, claims: pretty(&claims) },
        Err(CoreApiError::SignedOut) => Visitor::Expired,
        Err(CoreApiError::Away) => Visitor::Away,
    }
}

fn pretty(claims: &Value) -> String {
    serde_json::to_string_pretty(claims).unwrap_or_default()
}

/// "moss, M", as the address says it.
fn variant(request: &HttpRequest) -> String {
    let query = request.query_string();
    let value = |wanted| parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value);
    ["color", "size"].into_iter().filter_map(value).collect::<Vec<_>>().join(", ")
}

fn cookie(value: &str) -> Cookie<'static> {
    let cookie = Cookie::build(COOKIE, value.to_owned());
    cookie.path("/legacy").http_only(true).same_site(SameSite::Lax).finish()
}

fn removal() -> Cookie<'static> {
    let mut cookie = cookie("");
    cookie.make_removal();
    cookie
}
