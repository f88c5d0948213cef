-- The ledger of one task service: its runs, what it published, and what it knows of connections and tokens.

create table run (
    command_id       uuid primary key,
    tenant           text        not null,
    state            text        not null,
    mode_asked       text        not null,
    asked_from       timestamptz,
    asked_to         timestamptz,
    requested_by     text,
    ordinal          bigint generated always as identity,
    received_at      timestamptz not null,
    deadline         timestamptz not null,
    cancel_asked     boolean     not null default false,
    accept_removals  boolean     not null default false,
    sequence         bigint      not null default 0,
    mode             text,
    window_from      timestamptz,
    window_to        timestamptz,
    started_at       timestamptz,
    finished_at      timestamptz,
    position         text,
    progress         text        not null,
    waiting          text,
    receipt          text,
    failure          text
);
create index run_open on run (tenant, ordinal) where finished_at is null;
create index run_finished on run (finished_at) where finished_at is not null;

-- A publication stream: who owns it, how far it is confirmed, and the page that may or may not be on Kafka yet.
create table stream (
    tenant           text    not null,
    name             text    not null,
    owner            bigint  not null default 0,
    page             bigint  not null default 0,
    offset_committed boolean not null default false,
    pending          text,
    halted           text,
    wake_asked       bigint  not null default 0,
    wake_seen        bigint  not null default 0,
    primary key (tenant, name)
);
create index stream_to_wake on stream (name, tenant) where wake_asked > wake_seen;

create table stream_audit (
    id      bigint generated always as identity primary key,
    tenant  text        not null,
    name    text        not null,
    at      timestamptz not null,
    what    text        not null
);

-- The latest version of each record that was published. No content: a hash of it, and the row of Coupa's (its own, or
-- the one that it is nested in) and that row's day, by which a sweep knows whether it should have found the record.
create table record (
    tenant   text   not null,
    id       bigint not null,
    hash     bytea  not null,
    version  bigint not null,
    removed  boolean not null default false,
    row_id   bigint not null,
    day      date,
    primary key (tenant, id)
) with (fillfactor = 80);
create index record_nested on record (tenant, row_id) where row_id <> id;

-- What the full run of a tenant has not found where it should be; gone once Coupa was asked for it by id.
create table missing_record (
    tenant   text    not null,
    id       bigint  not null,
    row_id   bigint  not null,
    gone     boolean not null default false,
    primary key (tenant, id)
);
create index missing_record_in_order on missing_record (tenant, gone, row_id, id);

create table reference (
    tenant text   not null,
    kind   text   not null,
    id     bigint not null,
    text   text   not null,
    primary key (tenant, kind, id)
);

create table watermark (
    tenant        text primary key,
    watermark     timestamptz not null,
    last_full_at  timestamptz
);

create table connection (
    tenant  text primary key,
    version bigint not null,
    event   text   not null
);

-- Tokens as they came: encrypted.
create table token (
    tenant  text primary key,
    version bigint not null,
    event   text   not null
);

create table projection_offset (
    topic       text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (topic, partition)
);

-- db-scheduler's table
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time asc);
