//! The tables `accounts`, `passwords`, `customers` and `identities`, many rows at a time.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Intent;
use super::person::Person;
use super::row::LinkedIdentity;
use crate::config::OrganizationName;
use crate::foundation::{AccountId, IdentityId};

/// The addresses of the accounts that have these customers.
pub(super) async fn owners(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    customers: &[String],
) -> Result<HashMap<String, String>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select c.customer_id as "customer!", a.email from customers c join accounts a on a.id = c.account_id
           where c.organization = $1 and c.customer_id = any($2)"#,
        organization.as_str(),
        customers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.customer, row.email)).collect())
}

/// Makes accounts, with passwords, customers and linked identities, for those whose address has none; gives which.
/// A customer that is not known yet is owed without a moment at which it is due: a million accounts are not to make
/// a million calls; the first sign-in links.
pub(super) async fn insert(
    tx: &mut PgConnection,
    intent: &Intent,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<HashSet<AccountId>, sqlx::Error> {
    let column = |of: fn(&Person) -> &str| people.iter().map(of).map(str::to_owned).collect::<Vec<String>>();
    let ids: Vec<Uuid> = people.iter().map(|person| person.id.into()).collect();
    let verified: Vec<bool> = people.iter().map(|person| person.verified).collect();
    let created: Vec<DateTime<Utc>> = people.iter().map(|person| person.created_at).collect();
    let locked: Vec<Option<DateTime<Utc>>> = people.iter().map(|person| person.locked_at).collect();
    let hashes: Vec<Option<String>> = people.iter().map(|person| person.hash.clone()).collect();
    let customers: Vec<Option<String>> =
        people.iter().map(|person| person.customer.as_ref().map(ToString::to_string)).collect();
    let names: Vec<Option<String>> = people.iter().map(|person| person.name.clone()).collect();
    let made = sqlx::query_scalar!(
        r#"with rows as (
               select * from unnest($3::uuid[], $4::text[], $5::text[], $6::bool[], $7::text[], $8::timestamptz[],
                                    $9::timestamptz[], $10::text[], $11::text[], $12::text[])
                    as t (id, email, typed, verified, language, created_at, locked_at, hash, customer, name)
           ), made as (
               insert into accounts (id, organization, email, email_typed, email_verified_at, language, created_at,
                                     locked_at, name)
               select id, $1, email, typed, case when verified then $2::timestamptz end, language, created_at, locked_at,
                      name
               from rows order by email
               on conflict on constraint accounts_one_per_address do nothing
               returning id
           ), with_passwords as (
               insert into passwords (account_id, hash, set_at)
               select id, hash, $2 from rows join made using (id) where hash is not null
           ), with_customers as (
               insert into customers (account_id, organization, customer_id, linked_at)
               select id, $1, customer, case when customer is not null then $2::timestamptz end
               from rows join made using (id) where verified
               on conflict do nothing
           )
           select id as "id!: AccountId" from made"#,
        intent.organization.as_str(),
        now,
        &ids,
        &column(|person| person.email.canonical()),
        &column(|person| person.email.typed()),
        &verified,
        &column(|person| person.language.tag()),
        &created,
        &locked as &[Option<DateTime<Utc>>],
        &hashes as &[Option<String>],
        &customers as &[Option<String>],
        &names as &[Option<String>],
    )
    .fetch_all(&mut *tx)
    .await?;
    let made: HashSet<AccountId> = made.into_iter().collect();
    link(tx, intent, people.iter().filter(|person| made.contains(&person.id)), now).await?;
    Ok(made)
}

async fn link(
    tx: &mut PgConnection,
    intent: &Intent,
    people: impl Iterator<Item = &Person>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let all: Vec<(Uuid, &LinkedIdentity)> =
        people.flat_map(|person| person.identities.iter().map(|it| (person.id.into(), it))).collect();
    if all.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&LinkedIdentity) -> &str| {
        all.iter().map(|(_, it)| of(it).to_owned()).collect::<Vec<String>>()
    };
    let ids: Vec<Uuid> = all.iter().map(|_| IdentityId::generate().into()).collect();
    let accounts: Vec<Uuid> = all.iter().map(|(account, _)| *account).collect();
    let known_as: Vec<Option<String>> = all.iter().map(|(_, it)| it.known_as.clone()).collect();
    sqlx::query!(
        "insert into identities (id, account_id, organization, issuer, subject, provider, known_as, linked_at,
                                 last_used_at)
         select id, account, $1, issuer, subject, provider, known_as, $2, $2
         from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
              as t (id, account, issuer, subject, provider, known_as)
         on conflict do nothing",
        intent.organization.as_str(),
        now,
        &ids,
        &accounts,
        &column(|it| &it.issuer),
        &column(|it| &it.subject),
        &column(|it| &it.provider),
        &known_as as &[Option<String>],
    )
    .execute(tx)
    .await
    .map(drop)
}

/// An account as it is written out.
pub(super) struct Out {
    pub(super) id: AccountId,
    pub(super) email: String,
    pub(super) verified: bool,
    pub(super) hash: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) language: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) locked_at: Option<DateTime<Utc>>,
    pub(super) name: Option<String>,
    pub(super) identities: Option<Json<Vec<LinkedIdentity>>>,
}

/// The accounts behind `after`, in the order of their ids.
pub(super) async fn page(
    db: &PgPool,
    organization: &OrganizationName,
    after: Uuid,
    most: i64,
) -> Result<Vec<Out>, sqlx::Error> {
    sqlx::query_as!(
        Out,
        r#"select a.id as "id: AccountId", a.email_typed as email, a.email_verified_at is not null as "verified!",
                  p.hash as "hash?", c.customer_id as "customer?", a.language, a.created_at, a.locked_at,
                  a.name,
                  (select json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject, 'provider', i.provider,
                                                     'known_as', i.known_as) order by i.id)
                   from identities i where i.account_id = a.id) as "identities: Json<Vec<LinkedIdentity>>"
           from accounts a left join passwords p on p.account_id = a.id left join customers c on c.account_id = a.id
           where a.organization = $1 and a.id > $2 order by a.id limit $3"#,
        organization.as_str(),
        after,
        most,
    )
    .fetch_all(db)
    .await
}
