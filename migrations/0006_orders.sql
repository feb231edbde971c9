-- Carts: which order a visitor of a shop was at, and a guest's cart on its way to the account that signed in.
--
-- An order's id opens an unfinished order to every guest token of the shop, so it is told to nobody but its owner:
-- an account, or the browser that holds the cookie. Of the cookie there is only the hash.

create table cart_browsers (
    token_hash   bytea primary key,
    organization text not null,
    session_id   uuid references sessions on delete set null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null
);
create index cart_browsers_by_session on cart_browsers (session_id) where session_id is not null;
create index cart_browsers_by_expiry on cart_browsers (expires_at);
comment on table cart_browsers is 'A guest''s browser that has a cart, known by a cookie of its own. Signing in takes the row away, or, where a shop leaves guests their carts, puts it to rest with the session.';
comment on column cart_browsers.session_id is 'While this session lasts, the browser is no guest: its carts are shown to nobody, and signing out takes them away.';

create table carts (
    id           uuid primary key,
    account_id   uuid references accounts on delete cascade,
    browser_hash bytea references cart_browsers on delete cascade,
    client_id    text not null,
    scope        text not null,
    variant      text not null,
    order_id     text,
    none_until   timestamptz,
    put_at       timestamptz not null,
    constraint carts_one_owner check ((account_id is null) <> (browser_hash is null)),
    constraint carts_order_or_none check ((order_id is null) <> (none_until is null)),
    constraint carts_one_per_account unique (account_id, client_id, scope, variant),
    constraint carts_one_per_browser unique (browser_hash, client_id, scope, variant)
);
comment on table carts is 'The cart pointer: the order that an account, or a guest''s browser, is at in one storefront, scope and variant. We make no orders, and forget those that are placed or gone.';
comment on column carts.variant is 'What the shop tells its carts apart by beyond the scope; empty where it does not.';
comment on column carts.none_until is 'Set where there is no order: until then the last cart of the account is not looked for.';

create table cart_handovers (
    id              uuid primary key,
    account_id      uuid not null references accounts on delete cascade,
    session_id      uuid references sessions on delete set null,
    client_id       text not null,
    scope           text not null,
    variant         text not null,
    order_id        text not null,
    created_at      timestamptz not null,
    until           timestamptz not null,
    attempts        integer not null default 0,
    next_attempt_at timestamptz,
    constraint cart_handovers_one_each unique (account_id, client_id, scope, variant)
);
create index cart_handovers_due on cart_handovers (next_attempt_at) where next_attempt_at is not null;
create index cart_handovers_by_session on cart_handovers (session_id) where session_id is not null;
create index cart_handovers_by_end on cart_handovers (until);
comment on table cart_handovers is 'A guest''s cart that came along when its browser signed in: to be made the customer''s at Commerce Layer, retried until it is done, refused or too late (until).';
comment on column cart_handovers.session_id is 'The session by whose token it is done. Null when it has ended: the next one of the account goes on.';
comment on column cart_handovers.next_attempt_at is 'Null until the shopper has chosen, where a shop asks.';
