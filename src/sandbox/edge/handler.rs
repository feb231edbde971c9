//! One handler for all requests: reads, finds the service, lets the switches spoil the fun, answers, notes.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::body::BodyStream;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, rt};
use futures_util::stream;

use super::super::calls::AuthCall;
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
            let note = auth::introduce(&shared, &request, path);
            let entry = entry(&shared, &request, Api::Auth, None, path);
            serve(&shared, &request, entry, note, |failure, _| match failure {
                Some(status) => auth::failure(&shared, status),
                None => auth::answer(&shared, &request, path),
            })
            .await
        }
        Destination::Core { slug, path, base } => {
            let entry = entry(&shared, &request, Api::Core, Some(slug), path);
            serve(&shared, &request, entry, Note::default(), |failure, note| match failure {
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
    entry: JournalEntry,
    mut note: Note,
    answer: impl FnOnce(Option<u16>, &mut Note) -> Answer,
) -> HttpResponse {
    let is_call = entry.api == Api::Auth && auth::is_call(request, &entry.path);
    if is_call {
        shared.calls.arrived(note.ip.unwrap_or(request.peer), entry.time);
    }
    // Browsers ask first; trouble is meant for the request that follows.
    let fate = (request.method != "OPTIONS").then(|| shared.switches.fate(entry.api, note.grant.as_deref()));
    if let Some(fate) = fate.filter(|fate| fate.latency_ms > 0) {
        rt::time::sleep(Duration::from_millis(fate.latency_ms)).await;
    }
    let reached = fate.is_none_or(|fate| !fate.unreachable);
    let lost = fate.is_some_and(|fate| fate.lost);
    let answer = reached.then(|| answer(fate.and_then(|fate| fate.failure), &mut note).for_any_origin());
    let status = answer.as_ref().map_or(0, |answer| answer.status);
    if is_call {
        shared.calls.ended(auth_call(&entry, &note, status, lost));
    }
    let answer = answer.filter(|_| !lost);
    if answer.as_ref().is_some_and(|answer| answer.status == 429) {
        shared.calls.limited(entry.api);
    }
    shared.journal.add(noted(entry, note, answer.as_ref()));
    shared.send_deliveries();
    answer.map_or_else(hang_up, Answer::into_response)
}

fn auth_call(entry: &JournalEntry, note: &Note, status: u16, lost: bool) -> AuthCall {
    AuthCall {
        path: entry.path.clone(),
        grant: note.grant.clone(),
        client: note.client.clone(),
        scope: note.scope.clone(),
        status,
        lost,
    }
}

/// The entry with what turned out while the request was answered, or was not.
fn noted(entry: JournalEntry, note: Note, answer: Option<&Answer>) -> JournalEntry {
    JournalEntry {
        grant: note.grant,
        client: note.client,
        ip: note.ip.map_or(entry.ip, |ip| ip.to_string()),
        status: answer.map_or(0, |answer| answer.status),
        ..entry
    }
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
