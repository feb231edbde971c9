//! Stylesheets, script and pictures: addressed by their content, kept by browsers for ever.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::{Color, brand_css, find_asset};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file of `static/`.
pub async fn file(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let Some(asset) = find_asset(&name) else { return HttpResponse::NotFound().finish() };
    // Under another build's hash the content may be another, too: given, but not to be kept.
    let caching = if asset.hash == hash { FOR_EVER } else { "no-store" };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.media_type))
        .insert_header((CACHE_CONTROL, caching))
        .body(asset.content.into_owned())
}

/// The stylesheet of a brand colour.
pub async fn brand(color: web::Path<String>) -> HttpResponse {
    match Color::parse(&format!("#{color}")) {
        Some(color) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
            .insert_header((CACHE_CONTROL, FOR_EVER))
            .body(brand_css(color)),
        None => HttpResponse::NotFound().finish(),
    }
}
