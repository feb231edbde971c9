//! One handler for all requests: reads, finds the service, lets the switches spoil the fun, answers, notes.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::body::BodyStream;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, rt};
use futures_util::stream;

use super::super::journal::JournalEntry;
use super::super::shared::Shared;
use super::super::switches::Api;
use super::super::{auth, core, desk};
use super::address::{Destination, destination};
use super::{Answer, Note, Request};

/// Answers any request.
pub async fn handle(shared: Data<Shared>, http: HttpRequest, payload: Payload) -> HttpResponse {
    let request = Request::read(&http, payload).await;
    match destination(&request, &shared.seed) {
        Destination::Auth { path } => {
            if path == "/oauth/token" && request.method == "POST" {
                shared.token_calls.fetch_add(1, Ordering::Relaxed);
            }
            let entry = entry(&shared, &request, Api::Auth, None, path);
            serve(&shared, &request, entry, |failure, note| match failure {
                Some(status) => auth::failure(&shared, &request, status, note),
                None => auth::answer(&shared, &request, path, note),
            })
            .await
        }
        Destination::Core { slug, path, base } => {
            let entry = entry(&shared, &request, Api::Core, Some(slug), path);
            serve(&shared, &request, entry, |failure, note| match failure {
                Some(status) => core::failure(&shared, status),
                None => core::answer(&shared, &request, &core::Target { slug, path, base }, note),
            })
            .await
        }
        Destination::Asset { slug, name } => desk::asset(&shared, slug, name).into_response(),
        Destination::Desk { path } => desk::answer(&shared, &request, path).into_response(),
    }
}

/// Answers for one of the two services, unless a switch says otherwise.
async fn serve(
    shared: &Shared,
    request: &Request,
    mut entry: JournalEntry,
    answer: impl FnOnce(Option<u16>, &mut Note) -> Answer,
) -> HttpResponse {
    // Browsers ask first; failures are meant for the request that follows.
    let fate = (request.method != "OPTIONS").then(|| shared.switches.fate(entry.api));
    if let Some(fate) = fate.filter(|fate| fate.latency_ms > 0) {
        rt::time::sleep(Duration::from_millis(fate.latency_ms)).await;
    }
    if fate.is_some_and(|fate| fate.unreachable) {
        shared.journal.add(entry);
        return hang_up();
    }
    let mut note = Note::default();
    let answer = answer(fate.and_then(|fate| fate.failure), &mut note).for_any_origin();
    entry.status = answer.status;
    entry.grant = note.grant;
    entry.client = note.client;
    if let Some(ip) = note.ip {
        entry.ip = ip.to_string();
    }
    shared.journal.add(entry);
    shared.send_deliveries();
    answer.into_response()
}

fn entry(shared: &Shared, request: &Request, api: Api, slug: Option<&str>, path: &str) -> JournalEntry {
    JournalEntry {
        time: shared.now(),
        api,
        organization: slug.map(str::to_owned),
        method: request.method.clone(),
        path: path.to_owned(),
        grant: None,
        client: None,
        ip: request.peer.to_string(),
        status: 0,
    }
}

/// Closes the connection without a byte: the server gives up on a body that fails before its first piece.
pub fn hang_up() -> HttpResponse {
    let broken = stream::once(async { Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionAborted)) });
    HttpResponse::Ok().body(BodyStream::new(Box::pin(broken)))
}
