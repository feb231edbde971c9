//! `GET /metrics` in the `OpenMetrics` text format, on an address of its own (`server.metrics_listen`).

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};

use super::error::ApiError;
use crate::app::{App, Failure};
use crate::broker;

/// Mounts the endpoint, on a server of its own.
pub fn metrics(config: &mut web::ServiceConfig) {
    config.route("/metrics", web::get().to(get));
}

/// The counters of this node, and the budget that it shares with others as the ledger has it now.
async fn get(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let now = app.now();
    for (name, usage) in broker::usage(&app).await? {
        let paused = usage.paused_until.map_or(0, |until| (until - now).num_seconds().max(0));
        app.metrics.budget(&name, usage.calls, usage.allowed, paused);
    }
    let text = app.metrics.text().map_err(Failure::new)?;
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, media_type)).body(text))
}
