//! The mailbox of the demonstration: every letter on one page, newest first, and as JSON at `/messages`.

use std::net::TcpListener;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{App as Routes, HttpResponse, HttpServer, web};
use askama::Template;

use crate::app::App;
use crate::cli::Problem;
use crate::mail::{Mailbox, ReceivedLetter};

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct MailboxPage {
    letters: Vec<ReceivedLetter>,
}

/// Serves the letters of the memory transport.
pub(super) fn serve(listener: TcpListener, app: &web::Data<App>) -> Result<ServerHandle, Problem> {
    let mailbox = app.mail.mailbox().cloned().ok_or("the demonstration keeps its letters in memory")?;
    let mailbox = web::Data::new(mailbox);
    let server = HttpServer::new(move || {
        Routes::new()
            .app_data(mailbox.clone())
            .route("/", web::get().to(page))
            .route("/messages", web::get().to(messages))
            .route("/messages/{id}", web::get().to(letter))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)?
    .run();
    let handle = server.handle();
    tokio::spawn(server);
    Ok(handle)
}

async fn messages(mailbox: web::Data<Mailbox>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(mailbox.letters())
}

async fn page(mailbox: web::Data<Mailbox>) -> HttpResponse {
    match (MailboxPage { letters: mailbox.letters() }).render() {
        Ok(html) => html_answer("default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'", html),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// One letter as its reader would see it, shut off from everything.
async fn letter(mailbox: web::Data<Mailbox>, id: web::Path<String>) -> HttpResponse {
    match mailbox.letters().into_iter().find(|letter| letter.id == *id) {
        Some(letter) => html_answer("default-src 'none'; style-src 'unsafe-inline'; sandbox", letter.html),
        None => HttpResponse::NotFound().body("There is no such letter."),
    }
}

fn html_answer(policy: &'static str, html: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html)
}
