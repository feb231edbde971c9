//! Every page in the order in which a person meets it.

use actix_web::http::header::LOCATION;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpRequest, HttpResponse, Resource, web};

use super::error_pages::error_pages;
use super::{account, continue_as, files, login, reset_password, signed_out, signup, verify, waiting};
use crate::http::headers::security_headers;
use crate::http::origin::own_origin_only;
use crate::links;

/// Mounts the pages. Everything that changes something is a POST behind the origin check.
pub fn routes(config: &mut web::ServiceConfig) {
    let mut pages = web::scope("")
        .wrap(from_fn(own_origin_only))
        .wrap(from_fn(error_pages))
        .wrap(from_fn(security_headers))
        .wrap(Compress::default())
        .route("/assets/brand/{color}.css", web::get().to(files::brand))
        .route("/assets/{hash}/{name}", web::get().to(files::file));
    // The Identity MFE's routes, under its own prefix and without one, with and without a slash at the end:
    // the storefronts' links are built in all of these ways (contract 0.1).
    for prefix in ["/identity", ""] {
        pages = pages
            .service(both(prefix, "").route(web::get().to(to_login)))
            .service(
                both(prefix, "/login")
                    .route(web::get().to(login::handlers::get))
                    .route(web::post().to(login::handlers::post)),
            )
            .service(
                both(prefix, "/signup")
                    .route(web::get().to(signup::handlers::get))
                    .route(web::post().to(signup::handlers::post)),
            )
            .service(
                both(prefix, "/reset-password")
                    .route(web::get().to(reset_password::handlers::get))
                    .route(web::post().to(reset_password::handlers::post)),
            )
            .service(both(prefix, "/:identity_type").route(web::get().to(to_login)));
    }
    config.service(
        pages
            .service(
                at(links::VERIFY)
                    .route(web::get().to(verify::handlers::get))
                    .route(web::post().to(verify::handlers::post)),
            )
            .service(
                at(links::VERIFY_RESEND)
                    .route(web::get().to(verify::handlers::get))
                    .route(web::post().to(verify::handlers::resend)),
            )
            .service(
                at(links::CONTINUE)
                    .route(web::get().to(continue_as::handlers::get))
                    .route(web::post().to(continue_as::handlers::post)),
            )
            .service(
                at(links::SWITCH)
                    .route(web::get().to(continue_as::handlers::get))
                    .route(web::post().to(continue_as::handlers::switch)),
            )
            .service(at("/waiting/{tries}").route(web::get().to(waiting::handlers::get)))
            .service(at(links::ACCOUNT).route(web::get().to(account::handlers::get)))
            .service(
                at(links::LOGOUT)
                    .route(web::get().to(signed_out::handlers::ask))
                    .route(web::post().to(signed_out::handlers::post)),
            )
            .service(at(links::SIGNED_OUT).route(web::get().to(signed_out::handlers::get))),
    );
}

fn at(path: &str) -> Resource {
    web::resource(path)
}

fn both(prefix: &str, path: &str) -> Resource {
    web::resource([format!("{prefix}{path}"), format!("{prefix}{path}/")])
}

/// The documented entry, and a link template whose `:identity_type` was not filled in. The whole query goes
/// along, but for the guest token that react-components puts into it: we have no use for it, and it belongs
/// into no further address (contract 0.2).
async fn to_login(request: HttpRequest) -> HttpResponse {
    let pairs = request.query_string().split('&').filter(|pair| !pair.starts_with("accessToken="));
    let login = links::with_query(links::LOGIN, &pairs.collect::<Vec<_>>().join("&"));
    HttpResponse::Found().insert_header((LOCATION, login)).finish()
}
