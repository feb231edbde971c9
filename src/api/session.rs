//! `GET /api/session?client_id=`: who is signed in. Asks nobody but the database.

use actix_web::{HttpRequest, HttpResponse, web};

use super::answers::SessionAnswer;
use super::caller::Caller;
use super::error::ApiError;
use super::parameters::Parameters;
use crate::app::App;
use crate::customers;

/// The session.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let caller = Caller::read(&app, &request, Parameters::of(&request)?.client_id()?)?;
    Ok(caller.answer(session(&app, &caller).await))
}

async fn session(app: &App, caller: &Caller<'_>) -> Result<HttpResponse, ApiError> {
    let Some(visitor) = caller.visitor(app).await? else {
        return Ok(HttpResponse::Ok().json(SessionAnswer::default()));
    };
    let customer = customers::known(app, &visitor.account).await?;
    Ok(HttpResponse::Ok().json(SessionAnswer::of(&visitor, customer.as_ref())))
}
