-- Keeping the password of a customer at Commerce Layer in step with the one here, where the settings say so.

alter table registrations add column password_sealed bytea;
comment on column registrations.password_sealed is 'The password of the sign-up, where it is to be set at Commerce Layer as well; gone when the sign-up is complete or over.';

alter table customers add column password_owed_sealed bytea;
comment on column customers.password_owed_sealed is 'The new password that Commerce Layer is still to hear of; null once it has.';
