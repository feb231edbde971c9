-- Erasing somebody at one organization leaves alone what another one writes to the same address.

alter table letters add column organization text;
comment on column letters.organization is 'Who writes. Null where nobody said so, as in letters from before: such a one counts as anybody''s, and goes with whoever is erased first, because a letter too few can be asked for once more, and one too many is something kept about an erased person.';
