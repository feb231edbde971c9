-- Accounts, sessions, the link to Commerce Layer, and the two queues that talk to the world.
--
-- Everything a thief could use is hashed (tokens of ours) or sealed with the keys of the settings (tokens of
-- Commerce Layer, codes, letters): a dump of this database opens nothing. No statement needs a session-level
-- lock, so a pooler in transaction mode may stand in between.

create table accounts (
    id                uuid primary key,
    organization      text not null,
    email             text not null,
    email_typed       text not null,
    email_verified_at timestamptz,
    language          text not null,
    created_at        timestamptz not null,
    locked_at         timestamptz,
    constraint accounts_one_per_address unique (organization, email)
);
comment on table accounts is 'A person with an e-mail address, known to one organization. email is the canonical form for look-ups, email_typed the form for sending.';
comment on column accounts.email_verified_at is 'When the person last proved to read the mailbox; only then may a Commerce Layer customer be linked.';
comment on column accounts.locked_at is 'A locked account cannot sign in by any method and gets no token.';

create table passwords (
    account_id uuid primary key references accounts on delete cascade,
    hash       text not null,
    set_at     timestamptz not null
);
comment on table passwords is 'The argon2id hash of an account''s password, as a PHC string. An account may have none.';

create table registrations (
    id              uuid primary key,
    browser_hash    bytea not null,
    organization    text not null,
    email           text not null,
    email_typed     text not null,
    password_hash   text not null,
    language        text not null,
    client_id       text not null,
    scope           text not null,
    public_scope    text,
    return_address  text not null,
    embedded        boolean not null,
    code_sealed     bytea,
    code_expires_at timestamptz not null,
    code_sent_at    timestamptz not null,
    codes_sent      integer not null,
    tries           integer not null,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    completed_at    timestamptz,
    constraint registrations_one_per_browser_token unique (browser_hash)
);
create index registrations_by_expiry on registrations (expires_at);
comment on table registrations is 'A sign-up whose address is not proven yet. It becomes an account when the mailed code is typed into the browser that asked; until then no account exists that anybody could sign in to, or squat on.';
comment on column registrations.code_sealed is 'The mailed code. Null where the address already has an account: the letter says so, the page does not, and no code will ever fit.';
comment on column registrations.tries is 'Guesses at the present code; a new code starts at nought.';

create table sessions (
    id            uuid primary key,
    token_hash    bytea not null,
    account_id    uuid not null references accounts on delete cascade,
    organization  text not null,
    client_id     text not null,
    method        text not null,
    user_agent    text not null,
    created_at    timestamptz not null,
    last_seen_at  timestamptz not null,
    idle_until    timestamptz not null,
    expires_at    timestamptz not null,
    constraint sessions_one_per_token unique (token_hash)
);
create index sessions_by_account on sessions (account_id);
create index sessions_by_expiry on sessions (least(idle_until, expires_at));
comment on table sessions is 'A signed-in browser. Signing out deletes the row.';
comment on column sessions.client_id is 'The storefront that the person signed in for.';

create table customers (
    account_id      uuid primary key references accounts on delete cascade,
    organization    text not null,
    customer_id     text,
    linked_at       timestamptz,
    attempts        integer not null default 0,
    next_attempt_at timestamptz,
    last_problem    text,
    constraint customers_one_account_each unique (organization, customer_id)
);
create index customers_due on customers (next_attempt_at) where next_attempt_at is not null;
comment on table customers is 'Which Commerce Layer customer an account is. Written with the account, so that a link still owed survives a crash; next_attempt_at is null once nothing is owed.';

create table customer_tokens (
    id             uuid primary key,
    session_id     uuid not null references sessions on delete cascade,
    client_id      text not null,
    scope          text not null,
    customer_id    text not null,
    access_sealed  bytea not null,
    refresh_sealed bytea,
    minted_at      timestamptz not null,
    expires_at     timestamptz not null
);
create index customer_tokens_by_use on customer_tokens (session_id, client_id, scope, expires_at desc);
comment on table customer_tokens is 'Customer tokens minted for a session, sealed: served again while they last, revoked when the session ends.';

create table revocations (
    id              uuid primary key,
    organization    text not null,
    client_id       text not null,
    token_sealed    bytea not null,
    created_at      timestamptz not null,
    until           timestamptz not null,
    attempts        integer not null default 0,
    next_attempt_at timestamptz not null
);
create index revocations_due on revocations (next_attempt_at);
comment on table revocations is 'Tokens to be revoked at Commerce Layer, each retried until it is done or the token has run out by itself (until).';

create table letters (
    id              uuid primary key,
    body_sealed     bytea not null,
    created_at      timestamptz not null,
    until           timestamptz not null,
    attempts        integer not null default 0,
    next_attempt_at timestamptz not null
);
create index letters_due on letters (next_attempt_at);
comment on table letters is 'The outbox: a letter is written in the transaction that is its reason, and deleted when it was handed to the mail server or is of no use any more (until).';

create table throttles (
    key         bytea primary key,
    full_again  timestamptz not null
);
create index throttles_by_time on throttles (full_again);
comment on table throttles is 'Counted attempts, one row a hashed subject: the moment at which its allowance is whole again (GCRA). Shared by all nodes.';

create table events (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    organization text not null,
    account_id   uuid,
    session_id   uuid,
    kind         text not null,
    address      text,
    note         text
);
create index events_by_account on events (account_id, kind, at desc);
create index events_by_time on events (at);
comment on table events is 'The diary of security events. Holds no e-mail address and no secret; address is the network address of the browser.';
