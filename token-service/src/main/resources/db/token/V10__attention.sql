-- Since when the connection is in a state of trouble. Null in other states; the last change tells where it is null in trouble.
-- The version before leaves it as it is. While that still works, an instant of an earlier trouble may stay for a later one.
alter table connection add column trouble_since timestamptz;
update connection set trouble_since = coalesce(dead_since, changed_at)
    where state in ('DEGRADED', 'REAUTHORIZATION_REQUIRED');

-- Since when the task has been refused, however often that was found again; found_at is of the last time. The version before
-- does not know it.
alter table connection_task add column refused_since timestamptz;
update connection_task set refused_since = found_at where verdict in ('SCOPE_MISSING', 'FORBIDDEN');

-- Whether the connection began with an API key from before January 2023. The version before does not note it; as long as
-- such a connection is not reauthorized, its reason tells. What the trail tells of it is not looked for here: that takes a
-- while, and nobody can work with connections until this ends.
alter table connection add column imported boolean not null default false;
update connection set imported = true
    where state <> 'DISCONNECTED'
        and (credential_kind = 'API_KEY' or reason in ('API_KEY_RETIRED', 'API_KEY_NOT_USED'));

-- Those that need a person, and those of the campaign, are few among many.
create index connection_in_trouble on connection (tenant) where state in ('DEGRADED', 'REAUTHORIZATION_REQUIRED');
create index connection_task_refused on connection_task (tenant) where verdict in ('SCOPE_MISSING', 'FORBIDDEN');
create index connection_imported on connection (tenant)
    where imported or reason in ('API_KEY_RETIRED', 'API_KEY_NOT_USED');
