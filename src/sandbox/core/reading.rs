//! Resources that back ends may read and nobody may write here: markets and customer groups (contract 10.4,
//! 10.5).

use super::super::world::{Group, Market, Record};
use super::Reply;
use super::call::Call;
use super::error::CoreError;
use super::list::list;

/// `/api/markets`
pub fn markets(call: &Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    call.token.need_admin()?;
    match (call.method, rest) {
        ("GET", []) => {
            list(call, Market::schema(), call.environment().markets.iter().map(|it| it as &dyn Record))
        }
        ("GET", [id]) => call.show(200, "markets", id),
        ("GET", [id, "customer_group"]) => call.show_related("markets", id, "customer_group"),
        (_, [] | [_]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

/// `/api/customer_groups`
pub fn customer_groups(call: &Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    call.token.need_admin()?;
    match (call.method, rest) {
        ("GET", []) => {
            list(call, Group::schema(), call.environment().groups.iter().map(|it| it as &dyn Record))
        }
        ("GET", [id]) => call.show(200, "customer_groups", id),
        (_, [] | [_]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}
