//! Health: alive means that the process answers; ready means that it can serve.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::App;
use crate::db;

/// The process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "live"}))
}

/// The database answers and is migrated. Commerce Layer is left out on purpose: while it is away, sign-in
/// works, and a node taken out of service for it would take sign-in away, too.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let (ready, database, migrations) = match db::is_migrated(&app.db).await {
        Ok(true) => (true, "up", "applied"),
        Ok(false) => (false, "up", "pending"),
        Err(error) if error.as_database_error().is_some() => (false, "up", "pending"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (false, "down", "unknown")
        }
    };
    let status = if ready { "ready" } else { "not_ready" };
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(json!({"status": status, "database": database, "migrations": migrations}))
}
