-- The audit trail of each tenant. Each entry holds the hash of the one before. Entries from before stay in stream_audit until
-- the next release, since the version before still writes there.
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

-- Up to which version of its connection a tenant is to be erased.
alter table connection add column erasure_asked bigint not null default 0;

-- And up to which it is, with how many keys have got null values for the erasure that goes on, and the highest version that
-- a record had which was erased. A table of its own: the projection takes a connection's row before the stream's, an erasure
-- the other way round.
create table erasure (
    tenant    text primary key,
    done      bigint not null default 0,
    keys      bigint not null default 0,
    versions  bigint not null default 0
);
