//! Everything that is kept about the person, as a file.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};

use super::close::again;
use super::providers::{is_recent, open, sign_in_first};
use crate::app::{App, Failure};
use crate::http::{WebError, client_address};
use crate::personal_data;

/// Gives the file to somebody who has just signed in: whoever finds an open browser must not carry it all away.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    if !is_recent(&app, &visitor) {
        return again(&page);
    }
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let data = personal_data::export(&app, &visitor.account, &visitor.session, address).await?;
    let json = serde_json::to_string_pretty(&data).map_err(Failure::new)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""))
        .body(json))
}
