//! Every page in the order in which a person meets it.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::LOCATION;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpRequest, HttpResponse, Resource, web};

use super::error_pages::error_pages;
use super::{
    account, arrival, cart, code, continue_as, files, login, prove, recover, reset_password, signed_out,
    signup, verify, waiting,
};
use crate::http::database::database_first;
use crate::http::headers::security_headers;
use crate::http::origin::{followed_only, own_origin_only};
use crate::links;

/// Mounts the pages. Everything that changes something is a POST behind the origin check.
pub fn routes(config: &mut web::ServiceConfig) {
    let mut pages = web::scope("")
        .wrap(from_fn(database_first))
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
    config.service(from_providers());
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
                at(links::RECOVER)
                    .route(web::get().to(recover::handlers::get))
                    .route(web::post().to(recover::handlers::post)),
            )
            .service(
                at(links::RECOVER_CODE)
                    .route(web::get().to(recover::handlers::code))
                    .route(web::post().to(recover::handlers::enter)),
            )
            .service(
                at(links::RECOVER_RESEND)
                    .route(web::get().to(recover::handlers::code))
                    .route(web::post().to(recover::handlers::resend)),
            )
            .service(
                at(links::RECOVER_PASSWORD)
                    .route(web::get().to(recover::password::get))
                    .route(web::post().to(recover::password::post)),
            )
            .service(
                at(links::CODE)
                    .route(web::get().to(code::handlers::get))
                    .route(web::post().to(code::handlers::post)),
            )
            .service(
                at(links::CODE_ENTER)
                    .route(web::get().to(code::handlers::code))
                    .route(web::post().to(code::handlers::enter)),
            )
            .service(
                at(links::CODE_RESEND)
                    .route(web::get().to(code::handlers::code))
                    .route(web::post().to(code::handlers::resend)),
            )
            .service(at("/.well-known/change-password").route(web::get().to(recover::handlers::well_known)))
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
            .service(
                at(links::CART)
                    .route(web::get().to(cart::handlers::get))
                    .route(web::post().to(cart::handlers::post)),
            )
            .service(
                at(links::PROVE)
                    .route(web::get().to(prove::handlers::get))
                    .route(web::post().to(prove::handlers::post)),
            )
            .service(
                at(links::PROVE_EMAIL)
                    .route(web::get().to(prove::handlers::get))
                    .route(web::post().to(prove::handlers::email)),
            )
            .service(
                at(links::PROVE_RESEND)
                    .route(web::get().to(prove::handlers::get))
                    .route(web::post().to(prove::handlers::resend)),
            )
            .service(
                at(links::PROVE_PASSWORD)
                    .route(web::get().to(prove::handlers::get))
                    .route(web::post().to(prove::handlers::password)),
            )
            .service(
                at(&links::link_provider("{provider}"))
                    .route(web::get().to(account::providers::get))
                    .route(web::post().to(account::providers::link)),
            )
            .service(
                at(&links::unlink_provider("{provider}"))
                    .route(web::get().to(account::providers::get))
                    .route(web::post().to(account::providers::unlink)),
            )
            .service(at("/waiting/{tries}").route(web::get().to(waiting::handlers::get)))
            .service(at("/waiting/{tries}/busy/{seconds}").route(web::get().to(waiting::handlers::busy)))
            .service(
                at(links::ACCOUNT_CLOSE)
                    .route(web::get().to(account::close::get))
                    .route(web::post().to(account::close::post)),
            )
            .service(at(links::ACCOUNT_DATA).route(web::get().to(account::data::get)))
            .service(at(links::ACCOUNT).route(web::get().to(account::handlers::get)))
            .service(
                at(links::LOGOUT)
                    .route(web::get().to(signed_out::handlers::ask))
                    .route(web::post().to(signed_out::handlers::post)),
            )
            .service(at(links::SIGNED_OUT).route(web::get().to(signed_out::handlers::get))),
    );
}

/// The walks to providers and back. A provider may post its answer from its own site, so there is no origin check
/// here: an answer is believed by its state, in the browser that left.
fn from_providers() -> impl HttpServiceFactory + 'static {
    web::scope("/federation/{provider}")
        .wrap(from_fn(followed_only))
        .wrap(from_fn(error_pages))
        .wrap(from_fn(security_headers))
        .wrap(Compress::default())
        .service(at("/depart").route(web::get().to(arrival::handlers::depart)))
        .service(
            at("/callback")
                .route(web::get().to(arrival::handlers::callback))
                .route(web::post().to(arrival::handlers::posted)),
        )
        .service(at("/signed-out").route(web::get().to(arrival::handlers::signed_out)))
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
