//! The table `carts`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::commerce_layer::OrderId;
use crate::db;
use crate::foundation::{AccountId, CartId, HashedToken};
use crate::orders::Place;

/// Pointers of one owner. A shop has as many as it has variants; more than this is somebody trying something.
const MOST_KEPT: i64 = 50;

/// What is kept at a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::orders) enum Kept<'a> {
    Order(&'a OrderId),
    /// Nothing, and until then nobody looks.
    NoneUntil(DateTime<Utc>),
}

impl Kept<'_> {
    fn columns(&self) -> (Option<&str>, Option<DateTime<Utc>>) {
        match self {
            Self::Order(order) => (Some(order.as_str()), None),
            Self::NoneUntil(until) => (None, Some(*until)),
        }
    }
}

/// What was found at a place.
pub(in crate::orders) enum Found {
    Order(OrderId),
    KnownToBeNone,
    Nothing,
}

/// A guest's cart with its place.
pub(in crate::orders) struct GuestCart {
    pub id: CartId,
    pub client_id: String,
    pub scope: String,
    pub variant: String,
    pub order: OrderId,
}

pub(in crate::orders) async fn of_account(
    db: &PgPool,
    account: AccountId,
    place: Place<'_>,
    now: DateTime<Utc>,
) -> Result<Found, sqlx::Error> {
    let row = sqlx::query!(
        r#"select order_id as "order: OrderId", none_until from carts
           where account_id = $1 and client_id = $2 and scope = $3 and variant = $4"#,
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
    )
    .fetch_optional(db)
    .await?;
    Ok(match row {
        Some(row) => match row.order {
            Some(order) => Found::Order(order),
            None if row.none_until.is_some_and(|until| now < until) => Found::KnownToBeNone,
            None => Found::Nothing,
        },
        None => Found::Nothing,
    })
}

pub(in crate::orders) async fn of_browser(
    db: &PgPool,
    browser: &HashedToken,
    place: Place<'_>,
) -> Result<Option<OrderId>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select order_id as "order: OrderId" from carts
           where browser_hash = $1 and client_id = $2 and scope = $3 and variant = $4"#,
        browser.as_bytes(),
        place.client_id,
        place.scope,
        place.variant,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.flatten())
}

pub(in crate::orders) async fn all_of_browser(
    tx: &mut PgConnection,
    browser: &HashedToken,
) -> Result<Vec<GuestCart>, sqlx::Error> {
    sqlx::query_as!(
        GuestCart,
        r#"select id as "id: CartId", client_id, scope, variant, order_id as "order!: OrderId" from carts
           where browser_hash = $1 and order_id is not null order by put_at"#,
        browser.as_bytes(),
    )
    .fetch_all(tx)
    .await
}

pub(in crate::orders) async fn put_for_account(
    tx: &mut PgConnection,
    account: AccountId,
    place: Place<'_>,
    kept: Kept<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (order, none_until) = kept.columns();
    sqlx::query!(
        "insert into carts (id, account_id, client_id, scope, variant, order_id, none_until, put_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint carts_one_per_account do update
         set order_id = excluded.order_id, none_until = excluded.none_until, put_at = excluded.put_at",
        CartId::generate() as CartId,
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
        order,
        none_until,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from carts where id in
             (select id from carts where account_id = $1 order by put_at desc, id desc offset $2)",
        account as AccountId,
        MOST_KEPT,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The same where nothing is pointed at.
pub(in crate::orders) async fn fill(
    db: &PgPool,
    account: AccountId,
    place: Place<'_>,
    kept: Kept<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (order, none_until) = kept.columns();
    sqlx::query!(
        "insert into carts (id, account_id, client_id, scope, variant, order_id, none_until, put_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint carts_one_per_account do update
         set order_id = excluded.order_id, none_until = excluded.none_until, put_at = excluded.put_at
         where carts.none_until <= $8",
        CartId::generate() as CartId,
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
        order,
        none_until,
        now,
    )
    .execute(db)
    .await
    .map(drop)
}

/// False where the browser has become somebody's in the meantime.
pub(in crate::orders) async fn put_for_browser(
    db: &PgPool,
    browser: &HashedToken,
    place: Place<'_>,
    order: &OrderId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let put = sqlx::query!(
        "insert into carts (id, browser_hash, client_id, scope, variant, order_id, put_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint carts_one_per_browser do update
         set order_id = excluded.order_id, put_at = excluded.put_at",
        CartId::generate() as CartId,
        browser.as_bytes(),
        place.client_id,
        place.scope,
        place.variant,
        order.as_str(),
        now,
    )
    .execute(db)
    .await;
    match put {
        Ok(_) => {}
        Err(error) if db::violates(&error, "carts_browser_hash_fkey") => return Ok(false),
        Err(error) => return Err(error),
    }
    sqlx::query!(
        "delete from carts where id in
             (select id from carts where browser_hash = $1 order by put_at desc, id desc offset $2)",
        browser.as_bytes(),
        MOST_KEPT,
    )
    .execute(db)
    .await?;
    Ok(true)
}

pub(in crate::orders) async fn delete(tx: &mut PgConnection, id: CartId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from carts where id = $1", id as CartId).execute(tx).await.map(drop)
}

/// Forgets the pointer, unless it points elsewhere by now.
pub(in crate::orders) async fn delete_of_account(
    db: &PgPool,
    account: AccountId,
    place: Place<'_>,
    order: &OrderId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from carts
         where account_id = $1 and client_id = $2 and scope = $3 and variant = $4 and order_id = $5",
        account as AccountId,
        place.client_id,
        place.scope,
        place.variant,
        order.as_str(),
    )
    .execute(db)
    .await
    .map(drop)
}

/// The same of a guest's; with no `order`, wherever it points.
pub(in crate::orders) async fn delete_of_browser(
    db: &PgPool,
    browser: &HashedToken,
    place: Place<'_>,
    order: Option<&OrderId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from carts
         where browser_hash = $1 and client_id = $2 and scope = $3 and variant = $4
           and order_id = coalesce($5, order_id)",
        browser.as_bytes(),
        place.client_id,
        place.scope,
        place.variant,
        order.map(OrderId::as_str),
    )
    .execute(db)
    .await
    .map(drop)
}
