//! The shop of today: no token in any address; its script asks Vestibule's module and then the Core API.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::links::Links;
use super::{ForScripts, State, page};

#[derive(Template)]
#[template(path = "shop/home.html")]
struct Home<'a> {
    scripts: ForScripts<'a>,
    links: Links,
}

pub(super) async fn get(state: web::Data<State>) -> HttpResponse {
    let options = &state.options;
    page(&Home {
        scripts: ForScripts::of(options, &options.client_id),
        links: Links::encoded(options, &options.client_id, &format!("{}/", state.base_url)),
    })
}
