-- When each task of each tenant is due. Beside what people have set, all of it follows from settings and connections.
create table task_schedule (
    tenant          text collate "C"  not null,
    task            text              not null,
    -- what somebody has set; null for the default
    own             text,
    -- of which schedule next_due is a time: the default changes with the settings
    planned_by      text,
    -- when the task was first granted, so that a first run is sent once
    granted_at      timestamptz,
    -- the first time that is not done; in the past while it is late
    next_due        timestamptz,
    -- when it is to be looked at; null while nothing can be sent
    look_at         timestamptz,
    paused_because  text,
    paused_since    timestamptz,
    -- the last time for which a command was sent
    last_due        timestamptz,
    last_sent       timestamptz,
    last_command    uuid,
    primary key (tenant, task)
);
create index task_schedule_look on task_schedule (task, look_at);

-- db-scheduler's table: one of all replicas looks at what is due.
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
