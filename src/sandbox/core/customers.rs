//! `/api/customers` (contract 10.1): guests may create, customers see and change themselves, back ends see and
//! change all.

use super::super::world::{Anonymization, Customer, LENGTHS, Order, PasswordHash, Record, canonical};
use super::Reply;
use super::call::Call;
use super::error::CoreError;
use super::input::Input;
use super::list::list;
use super::token::Role;

const KIND: &str = "customers";

/// Answers for customers.
pub fn route(call: &mut Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    match (call.method, rest) {
        ("GET", []) => {
            call.token.need_admin()?;
            list(call, Customer::schema(), call.environment().customers.iter().map(|it| it as &dyn Record))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => {
            need_self(call, id)?;
            call.show(200, KIND, id)
        }
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => delete(call, id),
        ("GET", [id, "orders"]) => orders(call, id),
        ("GET", [id, "customer_group"]) => {
            need_self(call, id)?;
            call.show_related(KIND, id, "customer_group")
        }
        (_, [] | [_] | [_, "orders" | "customer_group"]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

/// Lets back ends pass, and customers to themselves. Others are refused alike, whether or not the id exists.
fn need_self(call: &Call<'_>, id: &str) -> Result<(), CoreError> {
    call.token.need_market()?;
    match call.token.role() {
        Role::Admin => Ok(()),
        Role::Customer(own) if own == id => Ok(()),
        _ => Err(CoreError::access_denied()),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, CoreError> {
    call.token.need_market()?;
    let mut input = call.input(KIND, None)?;
    let mut customer = Customer::new("", call.now);
    let with_password = input.has("password");
    apply(call, &mut customer, &mut input)?;
    input.finish()?;
    call.need_room(|environment| environment.customers.len())?;
    let id = customer.stem.id.clone();
    call.environment_mut().customers.push(customer);
    call.emit("customers.create", KIND, &id);
    if with_password {
        call.emit("customers.create_password", KIND, &id);
    }
    call.show(201, KIND, &id)
}

fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, CoreError> {
    need_self(call, id)?;
    let mut input = call.input(KIND, Some(id))?;
    let before = call.environment().customer(id).ok_or_else(|| CoreError::not_found(id))?.clone();
    let mut after = before.clone();
    apply(call, &mut after, &mut input)?;
    anonymize(call, &mut after, &mut input)?;
    input.finish()?;
    after.stem.updated_at = call.now;
    let first_password = before.password.is_none() && after.password.is_some();
    let new_metadata = before.stem.metadata != after.stem.metadata;
    if let Some(slot) = call.environment_mut().customer_mut(id) {
        *slot = after;
    }
    if first_password {
        call.emit("customers.create_password", KIND, id);
    }
    if new_metadata {
        call.emit("customers.metadata_update", KIND, id);
    }
    call.show(200, KIND, id)
}

/// A customer with orders is needed by them (contract 9.8: 423).
fn delete(call: &mut Call<'_>, id: &str) -> Result<Reply, CoreError> {
    need_self(call, id)?;
    call.environment().customer(id).ok_or_else(|| CoreError::not_found(id))?;
    if call.environment().orders.iter().any(|order| order.customer.as_deref() == Some(id)) {
        return Err(CoreError::locked("The customer has orders."));
    }
    call.emit("customers.destroy", KIND, id);
    call.environment_mut().customers.retain(|customer| customer.stem.id != id);
    Ok(Reply::Empty)
}

fn orders(call: &Call<'_>, id: &str) -> Result<Reply, CoreError> {
    need_self(call, id)?;
    call.environment().customer(id).ok_or_else(|| CoreError::not_found(id))?;
    let own = call.environment().orders.iter().filter(|order| order.customer.as_deref() == Some(id));
    list(call, Order::schema(), own.map(|it| it as &dyn Record))
}

/// Takes the attributes that create and update share, and says what is wrong with them.
fn apply(call: &Call<'_>, customer: &mut Customer, input: &mut Input) -> Result<(), CoreError> {
    let mut problems = Vec::new();
    if input.has("email") {
        customer.email = canonical(&input.text("email")?.unwrap_or_default());
    }
    problems.extend(email_problem(call, customer));
    if let Some(password) = input.text("password")? {
        problems.extend(password_problem("password", &password));
        customer.password = Some(PasswordHash::of(&password));
    }
    if input.has("shopper_reference") {
        customer.shopper_reference = input.text("shopper_reference")?.unwrap_or_default();
        problems.extend(length_problem("shopper_reference", &customer.shopper_reference, 3, 128));
    }
    input.set_text("profile_id", &mut customer.profile_id)?;
    input.set_text("tax_exemption_code", &mut customer.tax_exemption_code)?;
    input.stem(&mut customer.stem)?;
    join_group(call, customer, input)?;
    CoreError::unless_empty(problems)
}

/// Groups open private markets, so only back ends may assign them (contract 10.5).
fn join_group(call: &Call<'_>, customer: &mut Customer, input: &mut Input) -> Result<(), CoreError> {
    if !input.relates("customer_group") {
        return Ok(());
    }
    call.token.need_admin()?;
    customer.group = input.related("customer_group", "customer_groups")?;
    match &customer.group {
        Some(id) if call.environment().find("customer_groups", id).is_none() => Err(CoreError::not_found(id)),
        _ => Ok(()),
    }
}

/// Anonymization needs a credential with the permission for it (contract 10.1).
fn anonymize(call: &Call<'_>, customer: &mut Customer, input: &mut Input) -> Result<(), CoreError> {
    let (request, cancel) = (input.flag("_request_anonymization")?, input.flag("_cancel_anonymization")?);
    if (request || cancel) && !call.token.credential.may_anonymize {
        return Err(CoreError::access_denied());
    }
    if request {
        customer.anonymization =
            Some(Anonymization { requested_at: call.now, cancelled_at: None, ended: None });
    }
    if let Some(anonymization) = customer.anonymization.as_mut().filter(|_| cancel) {
        anonymization.cancelled_at = Some(call.now);
    }
    Ok(())
}

fn email_problem(call: &Call<'_>, customer: &Customer) -> Option<CoreError> {
    let email = &customer.email;
    let well_formed = |(local, domain): (&str, &str)| !local.is_empty() && !domain.is_empty();
    let holder = call.environment().customer_by_email(email);
    if email.is_empty() {
        Some(CoreError::invalid("email", "can't be blank", "blank"))
    } else if !email.split_once('@').is_some_and(well_formed)
        || email.contains(char::is_whitespace)
        || email.len() > 254
    {
        Some(CoreError::invalid("email", "is invalid", "invalid"))
    } else if holder.is_some_and(|holder| holder.stem.id != customer.stem.id) {
        Some(CoreError::invalid("email", "has already been taken", "taken"))
    } else {
        None
    }
}

/// What is wrong with a password (contract U11).
pub fn password_problem(attribute: &str, password: &str) -> Option<CoreError> {
    length_problem(attribute, password, *LENGTHS.start(), *LENGTHS.end())
}

fn length_problem(attribute: &str, text: &str, least: usize, most: usize) -> Option<CoreError> {
    let length = text.chars().count();
    if length < least {
        let message = format!("is too short (minimum is {least} characters)");
        Some(CoreError::invalid_length(attribute, &message, "too_short", least))
    } else if length > most {
        let message = format!("is too long (maximum is {most} characters)");
        Some(CoreError::invalid_length(attribute, &message, "too_long", most))
    } else {
        None
    }
}
