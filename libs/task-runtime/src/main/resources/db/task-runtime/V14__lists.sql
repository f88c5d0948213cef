-- Runs over all tenants, the newest first. Nothing that a page changes is in these, so its update touches none of them.
create index run_in_order on run (ordinal) where cancels is null;
create index run_by_tenant on run (tenant, ordinal);
create index run_by_state on run (state, ordinal) where cancels is null;
create index run_waiting on run ((substring(waiting from '"reason":"(\w+)"')), ordinal)
    where finished_at is null and waiting is not null;
create index run_failed on run ((substring(failure from '"code":"(\w+)"')), ordinal) where failure is not null;

-- Since when the stream is halted; null when it is not. The version before leaves it as it is: null, or of an earlier halt.
-- Last, since nobody can work with streams from here to the end.
alter table stream add column halted_at timestamptz;
