//! `/api/customer_password_resets` (contract 10.2). Only back ends may create or read one: whoever reads the
//! token can take the account (10.13).

use super::super::world::{PasswordHash, PasswordReset, Record};
use super::Reply;
use super::call::Call;
use super::customers::password_problem;
use super::error::CoreError;
use super::list::list;

const KIND: &str = "customer_password_resets";

/// Answers for password resets.
pub fn route(call: &mut Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    call.token.need_market()?;
    if call.method != "PATCH" {
        call.token.need_admin()?;
    }
    match (call.method, rest) {
        ("GET", []) => {
            list(call, PasswordReset::schema(), call.environment().resets.iter().map(|it| it as &dyn Record))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => call.show(200, KIND, id),
        ("PATCH", [id]) => update(call, id),
        (_, [] | [_]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, CoreError> {
    let mut input = call.input(KIND, None)?;
    let email = input.text("customer_email")?.unwrap_or_default();
    let Some(customer) = call.environment().customer_by_email(&email) else {
        return Err(CoreError::invalid("customer_email", "does not exist", "not_found"));
    };
    let mut reset = PasswordReset::new(&customer.stem.id, &customer.email, call.now);
    input.stem(&mut reset.stem)?;
    input.finish()?;
    let id = reset.stem.id.clone();
    call.need_room(|environment| environment.resets.len())?;
    call.environment_mut().resets.push(reset);
    call.emit("customer_password_resets.create", KIND, &id);
    call.show(201, KIND, &id)
}

/// Any token may do this that knows id and reset token (contract 10.12); other changes are for back ends.
fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, CoreError> {
    let now = call.now;
    let mut input = call.input(KIND, Some(id))?;
    let at = call.environment().resets.iter().position(|reset| reset.stem.id == id);
    let at = at.ok_or_else(|| CoreError::not_found(id))?;
    let token = input.text("_reset_password_token")?;
    let password = input.text("customer_password")?;
    if token.is_none() && password.is_none() {
        call.token.need_admin()?;
    }
    let mut stem = call.environment().resets[at].stem.clone();
    input.stem(&mut stem)?;
    input.finish()?;
    stem.updated_at = now;

    if let Some(password) = password {
        let accepted = token.is_some_and(|token| call.environment().resets[at].accepts(&token, now));
        if !accepted {
            return Err(CoreError::invalid("reset_password_token", "is invalid", "invalid"));
        }
        CoreError::unless_empty(password_problem("customer_password", &password).into_iter().collect())?;
        set_password(call, at, &password);
        call.emit("customer_password_resets.reset_password", KIND, id);
    }
    call.environment_mut().resets[at].stem = stem;
    call.show(200, KIND, id)
}

/// Uses up the reset (contract 10.14), and gives a customer without password a first one (10.16).
fn set_password(call: &mut Call<'_>, at: usize, password: &str) {
    let now = call.now;
    let environment = call.environment_mut();
    environment.resets[at].reset_password_at = Some(now);
    let customer_id = environment.resets[at].customer.clone();
    let Some(customer) = environment.customer_mut(&customer_id) else { return };
    let first = customer.password.is_none();
    customer.password = Some(PasswordHash::of(password));
    customer.stem.updated_at = now;
    if first {
        call.emit("customers.create_password", "customers", &customer_id);
    }
}
