//! Health: alive means that the process answers; ready means that it can serve.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::{App, Failure};
use crate::db;

/// The process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "live"}))
}

/// The database answers and is migrated, and nobody has asked the node to stop. Commerce Layer is left out on purpose: while it is away, sign-in
/// works, and a node taken out of service for it would take sign-in away, too.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    if app.is_leaving() {
        return HttpResponse::ServiceUnavailable().json(json!({"status": "leaving"}));
    }
    // Whoever asks this often has no time to wait for a connection in vain.
    let migrated = match app.reach_database() {
        Ok(()) => db::is_migrated(&app.db).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let (ready, database, migrations) = match migrated {
        Ok(true) => (true, "up", "applied"),
        Ok(false) => (false, "up", "pending"),
        Err(failure) if !failure.passes() => (false, "up", "pending"),
        Err(failure) => {
            tracing::warn!(%failure, "not ready");
            (false, "down", "unknown")
        }
    };
    let status = if ready { "ready" } else { "not_ready" };
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(json!({"status": status, "database": database, "migrations": migrations}))
}
