-- Getting back into an account, signing in by a mailed code, changing it, and leaving.

create table challenges (
    id              uuid primary key,
    purpose         text not null,
    browser_hash    bytea not null,
    organization    text not null,
    account_id      uuid references accounts on delete cascade,
    email           text not null,
    email_typed     text not null,
    language        text not null,
    way_back        jsonb not null,
    code_sealed     bytea,
    code_expires_at timestamptz not null,
    code_sent_at    timestamptz not null,
    codes_sent      integer not null,
    tries           integer not null default 0,
    link_hash       bytea,
    proven_at       timestamptz,
    used_at         timestamptz,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    constraint challenges_one_per_browser unique (browser_hash),
    constraint challenges_one_per_link unique (link_hash)
);
create index challenges_by_expiry on challenges (expires_at);
create index challenges_by_account on challenges (account_id) where account_id is not null;
comment on table challenges is 'A letter with a code, and perhaps a link, by which somebody proves to read a mailbox: to get back into an account, to sign in, or to have another address. Bound to one purpose, one address and the browser that asked; used once.';
comment on column challenges.purpose is 'recover, sign_in, change_email.';
comment on column challenges.account_id is 'Whose address is to be changed; null for the other purposes, which ask who has the address when it is proven.';
comment on column challenges.code_sealed is 'The mailed code. Null where it would open nothing: the letter says why, the page does not.';
comment on column challenges.link_hash is 'The hash of the token in the letter''s link, which works in every browser; with a new letter it is another.';

alter table accounts
    add column name       text,
    add column closing_at timestamptz,
    add column notices    boolean not null default true;
comment on column accounts.name is 'What the person wants to be called.';
comment on column accounts.closing_at is 'When the account is erased; signing in before undoes it.';
comment on column accounts.notices is 'Whether a letter tells of sign-ins on new devices. Letters about changes are always written.';
create index accounts_closing on accounts (closing_at) where closing_at is not null;

create table email_changes (
    id          uuid primary key,
    account_id  uuid not null references accounts on delete cascade,
    former      text not null,
    former_typed text not null,
    undo_hash   bytea not null,
    changed_at  timestamptz not null,
    expires_at  timestamptz not null,
    constraint email_changes_one_per_link unique (undo_hash)
);
create index email_changes_by_account on email_changes (account_id);
create index email_changes_by_expiry on email_changes (expires_at);
comment on table email_changes is 'An address that an account had before. Its reader can undo the change by the link in our letter.';

alter table customers
    add column email_owed    boolean not null default false,
    add column email_problem text;
comment on column customers.email_owed is 'The account has another address than when it was last written to the customer.';
comment on column customers.email_problem is 'Why Commerce Layer did not take the address: another customer has it.';

create table erasures (
    id              uuid primary key,
    organization    text not null,
    customer_id     text not null,
    requested_at    timestamptz not null,
    asked_at        timestamptz,
    done_at         timestamptz,
    status          text,
    attempts        integer not null default 0,
    next_attempt_at timestamptz
);
create index erasures_due on erasures (next_attempt_at) where next_attempt_at is not null;
comment on table erasures is 'Customers whose anonymization at Commerce Layer is to be asked for, and followed until it is done. Holds nothing of the person but the customer''s id.';

create table devices (
    account_id    uuid not null references accounts on delete cascade,
    device_hash   bytea not null,
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    primary key (account_id, device_hash)
);
create index devices_by_use on devices (last_seen_at);
comment on table devices is 'Browsers that an account was signed in with, by the hash of a cookie of theirs, so that a new one can be told of. Opens nothing.';
