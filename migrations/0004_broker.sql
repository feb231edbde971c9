-- The token broker: tokens that all nodes share, one flight for each of them, and the ledger of the calls that
-- Commerce Layer allows. What a node remembers is forgotten when the database says that it changed.

create table shared_tokens (
    key           bytea primary key,
    organization  text not null,
    kind          text not null,
    client_id     text not null,
    scope         text not null,
    access_sealed bytea not null,
    minted_at     timestamptz not null,
    renew_at      timestamptz not null,
    expires_at    timestamptz not null,
    rejected_at   timestamptz
);
create index shared_tokens_by_client on shared_tokens (client_id);
comment on table shared_tokens is 'Tokens that belong to nobody in particular, sealed: one integration token an organization, one guest token a client and scope. key is the SHA-256 of the service, the kind, the client and the scope.';
comment on column shared_tokens.renew_at is 'From then on somebody mints the next one, while this one is still served.';
comment on column shared_tokens.rejected_at is 'Commerce Layer refused it before its time: it is not served any more.';

alter table customer_tokens
    add column renew_at    timestamptz,
    add column rejected_at timestamptz;
update customer_tokens set renew_at = expires_at - interval '15 minutes';
alter table customer_tokens alter column renew_at set not null;
create index customer_tokens_by_client on customer_tokens (client_id);
create index customer_tokens_over on customer_tokens (expires_at) where refresh_sealed is null;
create index customer_tokens_by_age on customer_tokens (minted_at);
comment on column customer_tokens.refresh_sealed is 'Buys the next token, once: taken out of the row by whoever uses it, before it is used.';
comment on column customer_tokens.rejected_at is 'Commerce Layer refused it before its time: not served any more, but still revoked with the session.';

create table flights (
    key        bytea primary key,
    leader     uuid not null,
    until      timestamptz not null,
    failed_at  timestamptz,
    rest_until timestamptz,
    problem    text
);
create index flights_by_time on flights (until);
comment on table flights is 'Who is fetching a token right now: one over all nodes for each key. The lease is prolonged while the leader lives; one that died is replaced after it. After a failure nobody flies until rest_until, and who waited hears of the problem.';

create table budgets (
    name         text primary key,
    paused_until timestamptz,
    strikes      integer not null default 0
);
comment on table budgets is 'An allowance of token calls: that of a network address of ours at one Auth API, or with backend_auth that of a shopper (hashed). Its row is held while a call is counted.';
comment on column budgets.strikes is 'How often in a row Commerce Layer said that there were too many calls; then one call at a time feels its way.';

create table token_calls (
    id         uuid primary key,
    budget     text not null references budgets on delete cascade,
    purpose    text not null,
    started_at timestamptz not null,
    ended_at   timestamptz
);
create index token_calls_by_budget on token_calls (budget, started_at);
comment on table token_calls is 'The ledger: every call of the Auth API of the last minutes. It counts until a minute after it ended, because Commerce Layer counted it somewhere between its start and its end.';

create table rejections (
    key         bytea primary key,
    count       integer not null,
    deaf_until  timestamptz not null
);
create index rejections_by_time on rejections (deaf_until);
comment on table rejections is 'Tokens that somebody said Commerce Layer refuses: the first report makes a new token, further ones are heard after longer and longer waits.';

alter table customers
    add column exchange_password_sealed bytea,
    add column exchange_password_set_at timestamptz;
comment on column customers.exchange_password_sealed is 'The random password that a storefront with exchange = "password" signs the customer in with at Commerce Layer.';
comment on column customers.exchange_password_set_at is 'When Commerce Layer took it; null while that is not known.';

-- Whatever ends a session, locks an account or takes a token away, by whichever hand, is heard by all nodes when it
-- is committed. Many at once are told as one.

create function tell_of_ended_sessions() returns trigger language plpgsql as $$
begin
    if (select count(*) from gone) > 100 then
        perform pg_notify('vestibule', 'everything');
    else
        perform pg_notify('vestibule', 'session ' || id) from gone;
    end if;
    return null;
end $$;
create trigger sessions_ended after delete on sessions
    referencing old table as gone for each statement execute function tell_of_ended_sessions();

create function tell_of_changed_sessions() returns trigger language plpgsql as $$
begin
    perform pg_notify('vestibule', 'session ' || old.id);
    return null;
end $$;
create trigger sessions_changed after update of token_hash, account_id, organization, idle_until, expires_at on sessions
    for each row when (old.token_hash <> new.token_hash or old.account_id <> new.account_id
                       or old.organization <> new.organization or new.idle_until < old.idle_until
                       or new.expires_at < old.expires_at)
    execute function tell_of_changed_sessions();

create function tell_of_locked_accounts() returns trigger language plpgsql as $$
begin
    perform pg_notify('vestibule', 'account ' || old.id);
    return null;
end $$;
create trigger accounts_locked after update of locked_at on accounts
    for each row when (old.locked_at is distinct from new.locked_at) execute function tell_of_locked_accounts();

create function tell_of_lost_tokens() returns trigger language plpgsql as $$
begin
    if (select count(distinct session_id) from gone) > 100 then
        perform pg_notify('vestibule', 'everything');
    else
        perform pg_notify('vestibule', 'session ' || session_id) from (select distinct session_id from gone) as it;
    end if;
    return null;
end $$;
create trigger customer_tokens_deleted after delete on customer_tokens
    referencing old table as gone for each statement execute function tell_of_lost_tokens();

create function tell_of_rejected_tokens() returns trigger language plpgsql as $$
begin
    if (select count(*) from changed where rejected_at is not null) > 100 then
        perform pg_notify('vestibule', 'everything');
    else
        perform pg_notify('vestibule', 'session ' || session_id)
        from (select distinct session_id from changed where rejected_at is not null) as it;
    end if;
    return null;
end $$;
create trigger customer_tokens_rejected after update on customer_tokens
    referencing new table as changed for each statement execute function tell_of_rejected_tokens();

create function tell_of_lost_shared_tokens() returns trigger language plpgsql as $$
begin
    perform pg_notify('vestibule', 'shared ' || encode(old.key, 'hex'));
    return null;
end $$;
create trigger shared_tokens_lost after delete or update of rejected_at on shared_tokens
    for each row execute function tell_of_lost_shared_tokens();
