-- One row per tenant; it stays after deletion, so that its versions go on counting.
create table connection (
    tenant              varchar(64)  primary key,
    version             bigint       not null,
    state               varchar(32)  not null,
    reason              varchar(64),
    message             text         not null,
    cause               varchar(32)  not null,
    base_url            varchar(512),
    client_id           varchar(512),
    request_ceiling     integer      not null,
    credential_kind     varchar(16)  not null,
    -- counts up with every new credential; what was granted to an older one is not stored any more
    credential_version  bigint       not null,
    sealed_credential   text,
    -- since when Coupa has refused the credential; null while it does not
    dead_since          timestamptz,
    -- which work met the outage that made the connection DEGRADED, and ends it
    degraded_by         varchar(16),
    next_attempt_at     timestamptz,
    -- verifications are numbered; one is running while the second number is behind the first
    verification        bigint       not null,
    verification_ended  bigint       not null,
    verified_at         timestamptz,
    created_at          timestamptz  not null,
    changed_at          timestamptz  not null
);
create index connection_by_state on connection (state, tenant);

create table connection_task (
    tenant   varchar(64) not null references connection,
    task     varchar(32) not null,
    verdict  varchar(32) not null,
    message  text        not null,
    primary key (tenant, task)
);

-- What the operator has set; may precede the connection.
create table request_ceiling (
    tenant               varchar(64) primary key,
    requests_per_second  integer     not null check (requests_per_second between 1 and 25),
    set_at               timestamptz not null
);

-- The current token of a tenant and task, and the claim of the one replica that may replace it.
create table token (
    tenant              varchar(64) not null,
    task                varchar(32) not null,
    version             bigint      not null,
    status              varchar(16) not null,
    published           boolean     not null,
    connection_version  bigint      not null,
    credential_version  bigint      not null,
    base_url            varchar(512),
    sealed_token        text,
    usable_from         timestamptz,
    expires_at          timestamptz,
    renew_at            timestamptz,
    failures            integer     not null,
    claim_epoch         bigint      not null,
    claimed_until       timestamptz,
    primary key (tenant, task)
);
create index token_by_renewal on token (renew_at) where status = 'ISSUED';

-- Every call to a token endpoint: what keeps a dead credential at ten calls a day. Kept for a day.
create table grant_call (
    id                  bigint generated always as identity primary key,
    tenant              varchar(64) not null,
    task                varchar(32) not null,
    credential_version  bigint      not null,
    called_at           timestamptz not null,
    outcome             varchar(32)
);
create index grant_call_by_credential on grant_call (tenant, credential_version, called_at);
create index grant_call_by_time on grant_call (called_at);

-- Rejected tokens that were replaced: what keeps a tenant and task at four replacements an hour. Kept for a day.
create table token_rejection (
    tenant         varchar(64) not null,
    task           varchar(32) not null,
    token_version  bigint      not null,
    rejected_at    timestamptz not null,
    primary key (tenant, task, token_version)
);

-- Events on their way to Kafka, written with the change that they tell of, and deleted once the broker has them.
create table outbox (
    id          bigint generated always as identity primary key,
    topic       varchar(128) not null,
    tenant      varchar(64)  not null,
    event_id    varchar(256) not null,
    event_type  varchar(128) not null,
    event_time  timestamptz  not null,
    payload     text         not null
);

create table audit_entry (
    id      bigint generated always as identity primary key,
    tenant  varchar(64) not null,
    at      timestamptz not null,
    actor   varchar(64) not null,
    action  varchar(64) not null,
    detail  text        not null
);
create index audit_entry_by_tenant on audit_entry (tenant, id);

-- The table of db-scheduler 16.
create table scheduled_tasks (
    task_name             text        not null,
    task_instance         text        not null,
    task_data             bytea,
    execution_time        timestamptz not null,
    picked                boolean     not null,
    picked_by             text,
    last_success          timestamptz,
    last_failure          timestamptz,
    consecutive_failures  integer,
    last_heartbeat        timestamptz,
    version               bigint      not null,
    priority              smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_by_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_by_priority on scheduled_tasks (priority desc, execution_time asc);
