-- One attempt counts on several subjects: its network, its account, both together. Counted one by one, each was a round
-- trip and a flush of the log, and a sign-in spent more time on counting than on anything but its password.

create function take_throttles(keys bytea[], everys interval[], bursts integer[], moment timestamptz) returns interval
language plpgsql as $$
declare
    full_at timestamptz;
begin
    -- A crash of the database may forget the attempts of its last moment: that is no way to guess faster, and saves
    -- everybody the wait for the disk.
    perform set_config('synchronous_commit', 'off', true);
    for place in 1 .. cardinality(keys) loop
        insert into throttles as t (key, full_again) values (keys[place], moment + everys[place])
        on conflict (key) do update
        set full_again = case when t.full_again > moment + everys[place] * bursts[place]
                              then moment + everys[place] * bursts[place]
                              else greatest(t.full_again, moment) + everys[place] end
        where t.full_again > moment + everys[place] * bursts[place]
           or greatest(t.full_again, moment) + everys[place] <= moment + everys[place] * bursts[place];
        if not found then
            select full_again into full_at from throttles where key = keys[place];
            perform give_back_throttles(keys[:place - 1], everys[:place - 1]);
            return greatest(coalesce(full_at, moment) + everys[place] * (1 - bursts[place]) - moment,
                            interval '1 second');
        end if;
    end loop;
    return null;
end $$;
comment on function take_throttles is 'Counts one attempt on all subjects, or on none: then how long to wait. Rules stand in the same order everywhere, the narrowest first, so that no two wait for each other.';

create function give_back_throttles(keys bytea[], everys interval[]) returns void
language plpgsql as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    -- In the order of the rules again, which one statement for all would not keep.
    for place in 1 .. cardinality(keys) loop
        update throttles set full_again = full_again - everys[place] where key = keys[place];
    end loop;
end $$;
comment on function give_back_throttles is 'Takes one attempt off all subjects: what succeeded was no guess.';
