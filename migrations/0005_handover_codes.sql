-- The hand-over to a shop's back end: a one-time code in the return address, and the session token that the back end
-- gets for it.

create table handover_codes (
    code_hash      bytea primary key,
    session_id     uuid not null references sessions on delete cascade,
    client_id      text not null,
    return_address text not null,
    scope          text not null,
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    used_at        timestamptz
);
create index handover_codes_by_session on handover_codes (session_id);
create index handover_codes_by_expiry on handover_codes (expires_at);
comment on table handover_codes is 'A code on its way to a shop''s back end: hashed, used once, within one minute, by that storefront, with that return address. A used one is kept as long as the token that it gave, so that a second use takes the token back.';

create table back_end_tokens (
    token_hash bytea primary key,
    session_id uuid not null references sessions on delete cascade,
    client_id  text not null,
    code_hash  bytea not null,
    created_at timestamptz not null,
    constraint back_end_tokens_one_per_code unique (code_hash)
);
create index back_end_tokens_by_session on back_end_tokens (session_id, client_id, created_at desc);
comment on table back_end_tokens is 'Session tokens in the hands of a shop''s back end, hashed: taken as Bearer only, and for that storefront only. They end with the session; the browser''s own token is another.';

create function tell_of_ended_back_end_tokens() returns trigger language plpgsql as $$
begin
    perform pg_notify('vestibule', 'session ' || old.session_id);
    return null;
end $$;
create trigger back_end_tokens_ended after delete on back_end_tokens
    for each row execute function tell_of_ended_back_end_tokens();
