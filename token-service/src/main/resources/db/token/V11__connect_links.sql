-- Links that open the connect page of one tenant. Of what opens it there is only a hash.
create table connect_link (
    id            varchar(36)  primary key,
    tenant        varchar(64)  not null,
    token_hash    varchar(64)  not null unique,
    created_at    timestamptz  not null,
    expires_at    timestamptz  not null,
    revoked_at    timestamptz,
    -- the verification whose end the page waits for; null before the first
    verification  bigint,
    -- when a credential was last saved by it, and when Coupa accepted one
    saved_at      timestamptz,
    -- which version of the connection's credential that was
    credential_version bigint,
    used_at       timestamptz,
    -- how often something was done by it in the hour that began then
    deeds         integer      not null default 0,
    deeds_since   timestamptz
);
create index connect_link_by_tenant on connect_link (tenant, created_at);
create index connect_link_by_end on connect_link (expires_at);
