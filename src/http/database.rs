//! While the database cannot be reached, a page says so at once: whoever waited for a connection in vain would be told
//! the same, seconds later, and would stand in the way of those whom memory can serve.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _, web};

use super::WebError;
use crate::app::App;

/// Answers for pages that could not be made.
pub async fn database_first(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_file = request.path().starts_with("/assets/");
    let app = request.app_data::<web::Data<App>>().filter(|_| !is_file);
    if let Some(Err(failure)) = app.map(|app| app.reach_database()) {
        return Ok(request.into_response(WebError::from(failure).error_response()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
