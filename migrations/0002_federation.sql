-- Signing in at somebody else's OpenID provider: who came from where, who is on the way, who must still prove
-- something, and what is needed to sign out there, too.

create table identities (
    id           uuid primary key,
    account_id   uuid not null references accounts on delete cascade,
    organization text not null,
    issuer       text not null,
    subject      text not null,
    provider     text not null,
    known_as     text,
    linked_at    timestamptz not null,
    last_used_at timestamptz not null,
    constraint identities_one_account_each unique (organization, issuer, subject)
);
create index identities_by_account on identities (account_id);
comment on table identities is 'Whom a provider knows by issuer and subject, and whose account that is. Never found by an address.';
comment on column identities.known_as is 'The address or name that the provider last gave, for the person''s own account page.';

create table departures (
    state_hash      bytea primary key,
    browser_hash    bytea not null,
    provider        text not null,
    organization    text not null,
    purpose         text not null,
    session_id      uuid,
    way_back        jsonb not null,
    nonce_sealed    bytea,
    verifier_sealed bytea,
    answer_sealed   bytea,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index departures_by_time on departures (created_at);
comment on table departures is 'A browser that was sent to a provider: state and the browser''s cookie hashed, nonce and PKCE verifier sealed. Used once, within ten minutes; kept a day, so that a late or second return can be told what to do.';
comment on column departures.purpose is 'sign_in; link, for an account that is signed in by session_id; sign_out.';
comment on column departures.answer_sealed is 'What a provider posted (response_mode=form_post), until the browser asks for the page.';

create table pending_links (
    id              uuid primary key,
    browser_hash    bytea not null,
    provider        text not null,
    organization    text not null,
    arrival_sealed  bytea not null,
    way_back        jsonb not null,
    language        text not null,
    email           text,
    email_typed     text,
    code_sealed     bytea,
    code_expires_at timestamptz,
    code_sent_at    timestamptz,
    codes_sent      integer not null default 0,
    tries           integer not null default 0,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    constraint pending_links_one_per_browser_token unique (browser_hash)
);
create index pending_links_by_expiry on pending_links (expires_at);
comment on table pending_links is 'Somebody came back from a provider and must prove an address before anything is linked or made. Bound to the one browser and to the one identity that came; the code fits nothing else.';
comment on column pending_links.arrival_sealed is 'What the provider said of the person (issuer, subject, claims), sealed.';
comment on column pending_links.email is 'The address that is being proved, in its canonical form; null until one is known.';

create table upstream_sessions (
    session_id      uuid primary key references sessions on delete cascade,
    provider        text not null,
    issuer          text not null,
    subject         text not null,
    sid             text,
    id_token_sealed bytea not null
);
create index upstream_sessions_by_subject on upstream_sessions (issuer, subject);
create index upstream_sessions_by_sid on upstream_sessions (issuer, sid) where sid is not null;
comment on table upstream_sessions is 'With which session at a provider a session of ours began: for signing out there, and for being signed out from there. The ID token is the hint that the provider wants back.';

create table logout_tokens (
    issuer     text not null,
    jti        text not null,
    expires_at timestamptz not null,
    primary key (issuer, jti)
);
create index logout_tokens_by_expiry on logout_tokens (expires_at);
comment on table logout_tokens is 'Logout tokens that were taken, so that none is taken twice.';

create table client_keys (
    id         uuid primary key,
    key_sealed bytea not null,
    created_at timestamptz not null
);
comment on table client_keys is 'The key by which we prove who we are to providers that ask for private_key_jwt, sealed. The newest signs; all are published.';
