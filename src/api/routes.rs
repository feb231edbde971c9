//! Every endpoint for programs.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{Error, Resource, web};

use super::{cors, error, federation, handover, health, helper, logout, openapi, order, session, token};
use crate::http::headers::security_headers;
use crate::links;

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
                .service(for_pages("/token").route(web::get().to(token::get)))
                .service(for_pages("/token/rejected").route(web::post().to(token::rejected)))
                .service(for_pages("/session").route(web::get().to(session::get)))
                .service(for_pages("/logout").route(web::post().to(logout::post)))
                .service(at("/handover").route(web::post().to(handover::post)))
                .service(at("/openapi.json").route(web::get().to(openapi::get)))
                .service(
                    for_pages("/order")
                        .route(web::get().to(order::get))
                        .route(web::put().to(order::put))
                        .route(web::delete().to(order::delete)),
                )
                .default_service(web::to(error::not_found)),
        )
        .service(module("/vestibule.js").route(web::get().to(helper::latest)))
        .service(module("/vestibule-{version}.js").route(web::get().to(helper::versioned)))
        .service(from_providers(links::CLIENT_KEYS.to_owned()).route(web::get().to(federation::keys)))
        .service(
            from_providers(links::backchannel_logout("{provider}"))
                .route(web::post().to(federation::back_channel)),
        )
        .service(
            from_providers(links::frontchannel_logout("{provider}"))
                .route(web::get().to(federation::front_channel)),
        );
}

/// What providers call stands outside `/api`, among the pages of the walks to them.
fn from_providers(
    path: String,
) -> Resource<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    web::resource(path).default_service(web::to(error::method_not_allowed)).wrap(from_fn(security_headers))
}

/// An endpoint that scripts of a storefront's pages may call.
fn for_pages(path: &str) -> Resource {
    at(path).route(web::method(Method::OPTIONS).to(cors::preflight))
}

/// An endpoint that refuses other methods in the words of the API.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(error::method_not_allowed))
}

/// What any page may load.
fn module(
    path: &str,
) -> Resource<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    at(path).wrap(from_fn(security_headers)).wrap(Compress::default())
}
