//! `/api/orders` (contract 10.6): carts of guests and customers, and the claim of a guest's cart by a customer.

use super::super::world::{Customer, Order, Record, canonical};
use super::Reply;
use super::call::Call;
use super::error::CoreError;
use super::input::Input;
use super::list::list;
use super::token::Role;

const KIND: &str = "orders";

/// Answers for orders.
pub fn route(call: &mut Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    call.token.need_market()?;
    match (call.method, rest) {
        ("GET", []) => {
            call.token.need_admin()?;
            list(call, Order::schema(), call.environment().orders.iter().map(|it| it as &dyn Record))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => {
            visible(call, id)?;
            call.show(200, KIND, id)
        }
        ("PATCH", [id]) => update(call, id),
        ("GET", [id, name @ ("market" | "customer")]) => {
            call.token.need_admin()?;
            call.show_related(KIND, id, name)
        }
        (_, [] | [_]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, CoreError> {
    let input = call.input(KIND, None)?;
    let scoped = call.token.market().and_then(|market| market.id.first().cloned());
    let market = scoped.or_else(|| call.environment().markets.first().map(|market| market.stem.id.clone()));
    let order = Order::new(market, call.now);
    let order = apply(call, order, input)?;
    call.need_room(|environment| environment.orders.len())?;
    let id = order.stem.id.clone();
    call.environment_mut().orders.push(order);
    call.emit("orders.create", KIND, &id);
    call.show(201, KIND, &id)
}

fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, CoreError> {
    let order = visible(call, id)?.clone();
    if !may_change(call, &order) {
        return Err(CoreError::access_denied());
    }
    let mut input = call.input(KIND, Some(id))?;
    let place = input.flag("_place")?;
    let mut order = apply(call, order, input)?;
    order.stem.updated_at = call.now;
    if place {
        place_order(call, &mut order)?;
    }
    if let Some(slot) = call.environment_mut().orders.iter_mut().find(|order| order.stem.id == id) {
        *slot = order;
    }
    if place {
        call.emit("orders.place", KIND, id);
    }
    call.show(200, KIND, id)
}

/// The order, if this token may see it; one that it may not see does not exist for it (contract 10.21, 10.23).
fn visible<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Order, CoreError> {
    let order = call.environment().orders.iter().find(|order| order.stem.id == id);
    let profile = &call.organization.profile;
    let open_to_guests = |order: &Order| matches!(&*order.status, "draft" | "pending" | "placed");
    let sees = |order: &&Order| match call.token.role() {
        Role::Admin => true,
        Role::Guest => open_to_guests(order) && (order.guest || !profile.orders_sales_channel_guest_only),
        Role::Customer(own) => {
            // Tokens by assertion see guest orders only where the organization's configuration says so.
            let sees_guests = !call.token.by_assertion
                || profile.config.get("api").is_some_and(|api| api["auth"]["guest_orders"] == true);
            order.customer.as_deref() == Some(own) || order.guest && sees_guests && open_to_guests(order)
        }
    };
    order.filter(sees).ok_or_else(|| CoreError::not_found(id))
}

/// A placed order that is a guest's stays so, even for the customer whose address the guest typed: a change would
/// be a claim.
fn may_change(call: &Call<'_>, order: &Order) -> bool {
    let open = matches!(&*order.status, "draft" | "pending");
    match call.token.role() {
        Role::Admin => true,
        Role::Customer(own) => open || !order.guest && order.customer.as_deref() == Some(own),
        Role::Guest => open,
    }
}

/// Takes attributes and relationships; whatever they say, a customer's token makes the order its owner's
/// (contract 10.19).
fn apply(call: &mut Call<'_>, mut order: Order, mut input: Input) -> Result<Order, CoreError> {
    let email = input.text("customer_email")?;
    input.set_text("language_code", &mut order.language_code)?;
    input.set_text("cart_url", &mut order.cart_url)?;
    input.set_text("return_url", &mut order.return_url)?;
    if input.has("autorefresh") {
        order.autorefresh = input.flag("autorefresh")?;
    }
    input.flag("_refresh")?;
    input.related("payment_method", "payment_methods")?;
    input.stem(&mut order.stem)?;
    if let Some(id) = input.related("market", "markets")? {
        call.environment().find("markets", &id).ok_or_else(|| CoreError::not_found(&id))?;
        order.market = Some(id);
    }
    let customer = named_customer(call, &mut input)?;
    input.finish()?;
    if let Some((id, email)) = customer {
        order.belong_to(&id, &email);
    } else if let Role::Customer(own) = call.token.role() {
        let id = own.to_owned();
        let customer = call.environment().customer(&id).ok_or_else(CoreError::invalid_token)?;
        let email = customer.email.clone();
        order.belong_to(&id, &email);
    } else if let Some(email) = email {
        let id = find_or_create(call, &email)?;
        order.name_customer(&id, &canonical(&email));
    }
    Ok(order)
}

/// The customer of the relationship, which only back ends may set.
fn named_customer(call: &Call<'_>, input: &mut Input) -> Result<Option<(String, String)>, CoreError> {
    if !input.relates("customer") {
        return Ok(None);
    }
    call.token.need_admin()?;
    let Some(id) = input.related("customer", "customers")? else { return Ok(None) };
    let customer = call.environment().customer(&id).ok_or_else(|| CoreError::not_found(&id))?;
    Ok(Some((id, customer.email.clone())))
}

/// The customer with this address, made without a password where there is none yet (contract 10.18).
fn find_or_create(call: &mut Call<'_>, email: &str) -> Result<String, CoreError> {
    if let Some(customer) = call.environment().customer_by_email(email) {
        return Ok(customer.stem.id.clone());
    }
    if !email.contains('@') {
        return Err(CoreError::invalid("customer_email", "is invalid", "invalid"));
    }
    call.need_room(|environment| environment.customers.len())?;
    let customer = Customer::new(email, call.now);
    let id = customer.stem.id.clone();
    call.environment_mut().customers.push(customer);
    call.emit("customers.create", "customers", &id);
    Ok(id)
}

/// A pending order becomes a placed one, and its customer a better one.
fn place_order(call: &mut Call<'_>, order: &mut Order) -> Result<(), CoreError> {
    let customer = order.customer.clone().filter(|_| order.status == "pending");
    let customer = customer.ok_or_else(|| CoreError::invalid("status", "is not pending", "invalid"))?;
    "placed".clone_into(&mut order.status);
    order.placed_at = Some(call.now);
    let Some(buyer) = call.environment_mut().customer_mut(&customer) else { return Ok(()) };
    buyer.orders_count += 1;
    match buyer.orders_count {
        1 => call.emit("customers.acquired", "customers", &customer),
        2 => call.emit("customers.repeat", "customers", &customer),
        _ => {}
    }
    Ok(())
}
