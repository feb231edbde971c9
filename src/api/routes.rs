//! Every endpoint for programs.

use actix_web::middleware::from_fn;
use actix_web::web;

use super::{health, token};
use crate::http::headers::security_headers;

/// Mounts the endpoints.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::scope("/health")
                .wrap(from_fn(security_headers))
                .route("/live", web::get().to(health::live))
                .route("/ready", web::get().to(health::ready)),
        )
        .service(
            web::scope("/api")
                .wrap(from_fn(security_headers))
                .service(
                    web::resource("/token")
                        .route(web::get().to(token::get))
                        .route(web::method(actix_web::http::Method::OPTIONS).to(token::preflight)),
                )
                .default_service(web::to(super::error::not_found)),
        );
}
