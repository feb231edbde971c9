//! Every endpoint for programs.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{Resource, web};

use super::{error, health, token};
use crate::http::headers::security_headers;

/// Mounts the endpoints.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::scope("/health")
                .wrap(from_fn(security_headers))
                .service(at("/live").route(web::get().to(health::live)))
                .service(at("/ready").route(web::get().to(health::ready)))
                .default_service(web::to(error::not_found)),
        )
        .service(
            web::scope("/api")
                .wrap(from_fn(security_headers))
                .service(
                    at("/token")
                        .route(web::get().to(token::get))
                        .route(web::method(Method::OPTIONS).to(token::preflight)),
                )
                .default_service(web::to(error::not_found)),
        );
}

/// An endpoint that refuses other methods in the words of the API.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(error::method_not_allowed))
}
