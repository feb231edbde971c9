-- A letter whose code is typed was no flood's: what it counted for is given back, once.
alter table registrations add column counted boolean not null default false;
alter table challenges add column counted boolean not null default false;
comment on column registrations.counted is 'Whether the last letter was counted on its network and organization, and has not been answered.';
comment on column challenges.counted is 'Whether the last letter was counted on its network and organization, and has not been answered.';
