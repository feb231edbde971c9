//! Every page in the order in which a person meets it.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::LOCATION;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, web};

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
            .service(form(links::VERIFY, verify::handlers::get, verify::handlers::post))
            .service(form(links::VERIFY_RESEND, verify::handlers::get, verify::handlers::resend))
            .service(form(links::RECOVER, recover::handlers::get, recover::handlers::post))
            .service(form(links::RECOVER_CODE, recover::handlers::code, recover::handlers::enter))
            .service(form(links::RECOVER_RESEND, recover::handlers::code, recover::handlers::resend))
            .service(form(links::RECOVER_PASSWORD, recover::password::get, recover::password::post))
            .service(form(links::CODE, code::handlers::get, code::handlers::post))
            .service(form(links::CODE_ENTER, code::handlers::code, code::handlers::enter))
            .service(form(links::CODE_RESEND, code::handlers::code, code::handlers::resend))
            .service(at("/.well-known/change-password").route(web::get().to(recover::handlers::well_known)))
            .service(form(links::CONTINUE, continue_as::handlers::get, continue_as::handlers::post))
            .service(form(links::SWITCH, continue_as::handlers::get, continue_as::handlers::switch))
            .service(form(links::CART, cart::handlers::get, cart::handlers::post))
            .service(form(links::PROVE, prove::handlers::get, prove::handlers::post))
            .service(form(links::PROVE_EMAIL, prove::handlers::get, prove::handlers::email))
            .service(form(links::PROVE_RESEND, prove::handlers::get, prove::handlers::resend))
            .service(form(links::PROVE_PASSWORD, prove::handlers::get, prove::handlers::password))
            .service(form(
                &links::link_provider("{provider}"),
                account::providers::get,
                account::providers::link,
            ))
            .service(form(
                &links::unlink_provider("{provider}"),
                account::providers::get,
                account::providers::unlink,
            ))
            .service(at("/waiting/{tries}").route(web::get().to(waiting::handlers::get)))
            .service(at("/waiting/{tries}/busy/{seconds}").route(web::get().to(waiting::handlers::busy)))
            .service(form(links::ACCOUNT_CLOSE, account::close::get, account::close::post))
            .service(at(links::ACCOUNT_DATA).route(web::get().to(account::data::get)))
            .service(form(links::ACCOUNT_PASSWORD, account::password::get, account::password::post))
            .service(form(links::ACCOUNT_EMAIL, account::email::get, account::email::post))
            .service(form(links::ACCOUNT_EMAIL_CODE, account::email::code, account::email::enter))
            .service(form(links::ACCOUNT_EMAIL_RESEND, account::email::code, account::email::resend))
            .service(form(links::ACCOUNT_EMAIL_UNDO, account::email::undo::get, account::email::undo::post))
            .service(form(links::ACCOUNT_PROFILE, account::profile::get, account::profile::post))
            .service(form(links::ACCOUNT_SESSIONS_END, account::providers::get, account::elsewhere::all))
            .service(form(&links::end_session("{session}"), account::providers::get, account::elsewhere::one))
            .service(form(links::ACCOUNT_ONWARD, account::providers::get, account::elsewhere::onward))
            .service(at(links::ACCOUNT).route(web::get().to(account::handlers::get)))
            .service(form(links::LOGOUT, signed_out::handlers::ask, signed_out::handlers::post))
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
        .service(form("/callback", arrival::handlers::callback, arrival::handlers::posted))
        .service(at("/signed-out").route(web::get().to(arrival::handlers::signed_out)))
}

/// A page, and what is posted from it.
fn form<G, A, P, B>(path: &str, get: G, post: P) -> Resource
where
    G: Handler<A>,
    A: FromRequest + 'static,
    G::Output: Responder + 'static,
    P: Handler<B>,
    B: FromRequest + 'static,
    P::Output: Responder + 'static,
{
    at(path).route(web::get().to(get)).route(web::post().to(post))
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
