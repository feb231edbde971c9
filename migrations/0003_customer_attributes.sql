-- What a provider says of a person that Commerce Layer must know: a customer group, metadata, and a claim of the
-- tokens. Owed like the link itself: written down with the arrival, carried over by whoever comes next.

alter table customers
    add column group_wanted        text,
    add column group_owed          boolean not null default false,
    add column group_refused       boolean not null default false,
    add column groups_written      text[] not null default '{}',
    add column metadata_sealed     bytea,
    add column metadata_owed       boolean not null default false,
    add column custom_claim_sealed bytea,
    add column writing_until       timestamptz;
comment on table customers is 'Which Commerce Layer customer an account is, and what of the person is still to be written there. Written with the account, so that a debt survives a crash; next_attempt_at is null once nothing is owed.';
comment on column customers.group_wanted is 'The customer group that a provider''s word puts the person in; null for none.';
comment on column customers.group_refused is 'Commerce Layer does not know the group: no longer owed, tried again when the person next comes from the provider.';
comment on column customers.groups_written is 'Every group that we ever began to write for this customer: only these are taken away again.';
comment on column customers.metadata_sealed is 'The metadata keys that we answer for, as a JSON object; null as a value means that the key is to be gone.';
comment on column customers.custom_claim_sealed is 'custom_claim of the tokens minted for this account, as JSON.';
comment on column customers.writing_until is 'A node is writing to Commerce Layer and holds the pen so long: an older wish must not land after a newer one.';
