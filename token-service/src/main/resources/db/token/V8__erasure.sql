-- The version at and before which everything of the tenant is erased; null when it never was.
alter table connection add column erased_version bigint;

-- Erasures that go on: for which tasks' services they wait, by name with commas between them, and what those that are done
-- say of their topics.
create table erasure (
    tenant        varchar(64)  primary key,
    version       bigint       not null,
    requested_at  timestamptz  not null,
    waits_for     text         not null,
    topics        text         not null
);
