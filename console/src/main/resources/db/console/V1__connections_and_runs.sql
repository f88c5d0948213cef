-- What the console knows of tenants and runs. All of it can be read again from the topics, as long as they hold it.

-- From where each partition is to be read on. Beside the rows, so that both change or neither.
create table projection_offset (
    topic        text    not null,
    partition    integer not null,
    next_offset  bigint  not null,
    primary key (topic, partition)
);

create table connection (
    tenant       text collate "C" primary key,
    version      bigint       not null,
    state        text         not null,
    reason       text,
    message      text,
    host         text,
    -- since when the state is this
    since        timestamptz  not null,
    -- an API key that Coupa has retired was seen here: whoever reauthorizes leaves the campaign's list
    legacy       boolean      not null,
    -- up to which version everything of the tenant is erased
    erased       bigint       not null default 0,
    -- the event as it came
    event        text         not null
);
create index connection_by_state on connection (state, tenant);
create index connection_by_host on connection (host, tenant);

-- What was found of each task that an event names.
create table task_verdict (
    tenant   text collate "C" not null,
    task     text             not null,
    verdict  text             not null,
    message  text,
    -- since when the verdict is this
    since    timestamptz      not null,
    primary key (tenant, task)
);
create index task_verdict_refused on task_verdict (tenant) where verdict in ('SCOPE_MISSING', 'FORBIDDEN');

-- Counts every change of a run, so that whoever follows a tenant knows what is new.
create sequence run_change;

create table run (
    command_id    uuid              primary key,
    tenant        text collate "C"  not null,
    task          text              not null,
    -- QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED
    state         text              not null,
    sequence      bigint            not null,
    mode          text,
    wait_reason   text,
    wait_until    timestamptz,
    wait_since    timestamptz,
    wait_message  text,
    code          text,
    message       text,
    retryable     boolean,
    pages         bigint            not null default 0,
    requests      bigint            not null default 0,
    records_read  bigint            not null default 0,
    records_new   bigint            not null default 0,
    changed       bigint            not null default 0,
    unchanged     bigint            not null default 0,
    removed       bigint            not null default 0,
    quarantined   bigint            not null default 0,
    throttled     bigint            not null default 0,
    warnings      text,
    window_from   timestamptz,
    window_to     timestamptz,
    first_seen    timestamptz       not null,
    started_at    timestamptz,
    updated_at    timestamptz       not null,
    finished_at   timestamptz,
    change        bigint            not null
);
create index run_of_tenant on run (tenant, first_seen desc);
create index run_changes on run (tenant, change);
create index run_open on run (tenant, task) where finished_at is null;
create index run_waiting on run (wait_reason) where finished_at is null and wait_reason is not null;
create index run_age on run (updated_at);

-- How the last runs of each task ended.
create table task_outcome (
    tenant        text collate "C" not null,
    task          text             not null,
    succeeded_at  timestamptz,
    ended_at      timestamptz      not null,
    state         text             not null,
    code          text,
    primary key (tenant, task)
);

-- Who did what here. Each entry holds the hash of the one before.
create table trail_entry (
    tenant       varchar(64)  not null,
    position     bigint       not null,
    at           timestamptz  not null,
    actor        varchar(16)  not null,
    roles        varchar(128),
    action       varchar(64)  not null,
    result       varchar(16)  not null,
    detail       text         not null,
    times        integer      not null,
    -- of what names a person, which stands beside it and can be erased
    origin_hash  varchar(64),
    previous     varchar(64)  not null,
    hash         varchar(64)  not null,
    primary key (tenant, position)
);

create table trail_origin (
    tenant    varchar(64)  not null,
    position  bigint       not null,
    salt      varchar(64)  not null,
    subject   text         not null,
    client    text,
    address   text,
    primary key (tenant, position)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is only appended to.';
end $$;
create trigger trail_entry_is_only_appended before update or delete or truncate on trail_entry
    for each statement execute function refuse_change();
create trigger trail_origin_is_never_changed before update on trail_origin
    for each statement execute function refuse_change();
