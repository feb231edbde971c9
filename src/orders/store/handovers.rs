//! The table `cart_handovers`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};

use super::carts::GuestCart;
use crate::commerce_layer::OrderId;
use crate::foundation::{AccountId, CartHandoverId, SessionId};
use crate::orders::Place;
use crate::orders::handover::TRIED_FOR;

/// A cart that came along.
pub(in crate::orders) struct Waiting {
    pub id: CartHandoverId,
    pub order: OrderId,
    /// False while the shopper has to choose.
    pub decided: bool,
}

/// A cart that waits for the shopper's choice.
pub(in crate::orders) struct Undecided {
    pub id: CartHandoverId,
    pub scope: String,
    pub order: OrderId,
}

pub(in crate::orders) struct Claimed {
    pub id: CartHandoverId,
    pub account: AccountId,
    pub session: SessionId,
    pub client_id: String,
    pub scope: String,
    pub variant: String,
    pub order: OrderId,
    pub attempts: i32,
}

/// Notes a guest's cart for the account, until when it is tried, and when first: never, until somebody decides. It
/// takes the place, and the id, of an older one, so that whoever is at that one finds it gone.
pub(in crate::orders) async fn insert(
    tx: &mut PgConnection,
    (account, session): (AccountId, SessionId),
    cart: &GuestCart,
    now: DateTime<Utc>,
    (until, next_attempt_at): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into cart_handovers (id, account_id, session_id, client_id, scope, variant, order_id, created_at,
                                     until, next_attempt_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict on constraint cart_handovers_one_each do update
         set id = excluded.id, session_id = excluded.session_id, order_id = excluded.order_id,
             created_at = excluded.created_at, until = excluded.until, attempts = 0,
             next_attempt_at = excluded.next_attempt_at",
        CartHandoverId::generate() as CartHandoverId,
        account as AccountId,
        session as SessionId,
        cart.client_id,
        cart.scope,
        cart.variant,
        cart.order.as_str(),
        now,
        until,
        next_attempt_at,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::orders) async fn at(
    db: &PgPool,
    account: AccountId,
    place: Place<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select id as "id: CartHandoverId", order_id as "order: OrderId",
                  next_attempt_at is not null as "decided!"
           from cart_handovers
           where account_id = $1 and client_id = $2 and scope = $3 and variant = $4 and until > $5"#,
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(in crate::orders) async fn undecided(
    db: &PgPool,
    account: AccountId,
    client_id: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Undecided>, sqlx::Error> {
    sqlx::query_as!(
        Undecided,
        r#"select id as "id: CartHandoverId", scope, order_id as "order: OrderId"
           from cart_handovers
           where account_id = $1 and client_id = $2 and next_attempt_at is null and until > $3
           order by created_at, id"#,
        account as AccountId,
        client_id,
        now,
    )
    .fetch_all(db)
    .await
}

/// The shopper wants it.
pub(in crate::orders) async fn decide(
    db: &PgPool,
    id: CartHandoverId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update cart_handovers set next_attempt_at = $3, until = $4, session_id = $2
         where id = $1 and next_attempt_at is null",
        id as CartHandoverId,
        session as SessionId,
        now,
        now + TRIED_FOR,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::orders) async fn claim(
    db: &PgPool,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as!(
        Claimed,
        r#"update cart_handovers set next_attempt_at = $2, attempts = attempts + 1
           where id in (select id from cart_handovers
                        where next_attempt_at <= $1 and until > $1 and session_id is not null
                        order by next_attempt_at limit $3 for update skip locked)
           returning id as "id: CartHandoverId", account_id as "account: AccountId",
                     session_id as "session!: SessionId", client_id, scope, variant,
                     order_id as "order: OrderId", attempts"#,
        now,
        lease_until,
        most,
    )
    .fetch_all(db)
    .await
}

/// Claims this one, if it is due; gives how often it has been tried.
pub(in crate::orders) async fn claim_one(
    db: &PgPool,
    id: CartHandoverId,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar!(
        "update cart_handovers set next_attempt_at = $3, attempts = attempts + 1
         where id = $1 and next_attempt_at <= $2 returning attempts",
        id as CartHandoverId,
        now,
        lease_until,
    )
    .fetch_optional(db)
    .await
}

pub(in crate::orders) async fn postpone(
    db: &PgPool,
    id: CartHandoverId,
    next: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update cart_handovers set next_attempt_at = $2 where id = $1", id as CartHandoverId, next)
        .execute(db)
        .await
        .map(drop)
}

/// False where it was gone.
pub(in crate::orders) async fn delete(
    db: impl PgExecutor<'_>,
    id: CartHandoverId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from cart_handovers where id = $1", id as CartHandoverId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

pub(in crate::orders) async fn delete_at(
    tx: &mut PgConnection,
    account: AccountId,
    place: Place<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from cart_handovers where account_id = $1 and client_id = $2 and scope = $3 and variant = $4",
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::orders) async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from cart_handovers where until <= $1", now).execute(db).await.map(drop)
}
