//! The shop of today: no token in any address; its script asks Vestibule's module and then the Core API.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::links::Links;
use super::{State, page};

#[derive(Template)]
#[template(path = "shop/home.html")]
struct Home<'a> {
    vestibule_url: &'a str,
    api_url: &'a str,
    client_id: &'a str,
    scope: &'a str,
    links: Links,
}

pub(super) async fn get(state: web::Data<State>) -> HttpResponse {
    let options = &state.options;
    page(&Home {
        vestibule_url: &options.vestibule_url,
        api_url: &options.api_url,
        client_id: &options.client_id,
        scope: &options.scope,
        links: Links::encoded(options, &options.client_id, &format!("{}/", state.base_url)),
    })
}
