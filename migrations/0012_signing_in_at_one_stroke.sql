-- What a sign-in costs beyond its password: not so much what its statements do as how many there are, each of them a round
-- trip between processes whose caches argon2 has just emptied.

create procedure start_session(
    session uuid, token bytea, account uuid, organization text, client text, method text, agent text,
    moment timestamptz, idle_until timestamptz, expires_at timestamptz,
    event text, address text, device bytea, lately_since timestamptz,
    proof text, guess bytea[], everys interval[],
    inout known boolean, inout others boolean, inout lately bigint)
language plpgsql as $$
begin
    if proof is not null then
        perform give_back_throttles(guess, everys);
        -- By itself: this one waits for no disk, and nobody else's attempt waits for that of the session.
        commit;
        -- Locked or replaced while it was being checked: the old one starts no session any more.
        perform from accounts join passwords on passwords.account_id = accounts.id and passwords.hash = proof
        where accounts.id = account and locked_at is null for no key update of accounts for share of passwords;
        if not found then
            return;
        end if;
    end if;
    insert into sessions (id, token_hash, account_id, organization, client_id, method, user_agent,
                          created_at, last_seen_at, idle_until, expires_at)
    values (session, token, account, organization, client, method, agent, moment, moment, idle_until, expires_at);
    -- What is left of sessions that have ended goes on with this one.
    update cart_handovers set session_id = session where account_id = account and session_id is null;
    insert into events (at, organization, account_id, session_id, kind, address)
    values (moment, organization, account, session, event, address);
    update devices set last_seen_at = moment where account_id = account and device_hash = device;
    known := found;
    others := known;
    lately := 0;
    if not known then
        select count(*) > 0, count(*) filter (where first_seen_at > lately_since) into others, lately
        from devices where account_id = account;
        insert into devices (account_id, device_hash, first_seen_at, last_seen_at)
        values (account, device, moment, moment) on conflict do nothing;
    end if;
end $$;
comment on procedure start_session is 'Everything that every sign-in writes, whatever proved the person: the session, its entry in the diary, and the browser, of which it says whether it was known, and how many others were. With proof, to be called outside of any transaction, what was counted as a guess is given back, and the account and this hash of its password are held; where either may not be used any more nothing is written, and known is null.';

-- Whether somebody has signed in from a network before was found among all sign-ins of the account, one after the other.
-- Asked as a range of addresses: an index does not know what lies within a network.
create index events_by_network on events (account_id, (address::inet)) where kind = 'signed_in';

-- Each attempt moves some rows, and puts most of them back at once. With the moment in an index none of these updates
-- could stay in its page; the sweep, which alone used it, reads the few pages from front to back.
drop index throttles_by_time;
alter table throttles set (fillfactor = 60);
