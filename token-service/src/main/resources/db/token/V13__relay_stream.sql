-- The publication stream of the outbox (libs/publication): who owns it, how far it is confirmed, and what may or may not be on
-- Kafka yet. The columns are those of the task services, so that one library serves both.
create table stream (
    tenant           varchar(64) not null,
    name             varchar(64) not null,
    owner            bigint      not null default 0,
    page             bigint      not null default 0,
    offset_committed boolean     not null default false,
    pending_page     text,
    producer         text,
    halted           text,
    halted_at        timestamptz,
    primary key (tenant, name)
);
