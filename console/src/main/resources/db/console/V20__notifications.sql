-- Who is told of what, and what of it has arrived. None of this can be read again from the topics.

-- What needs a person at the moment: one row for each thing that is wrong.
create table notification_cause (
    tenant  text collate "C"  not null,
    -- CONNECTION, or the task whose verdict it is
    about   text              not null,
    code    text              not null,
    since   timestamptz       not null,
    -- an outage is told once it has lasted
    told    boolean           not null,
    primary key (tenant, about)
);
create index notification_cause_untold on notification_cause (since) where not told;

-- What is told. A row is stored with the change that it is about; who wants it, is found out later.
create table notice (
    position     bigint            primary key generated always as identity,
    id           uuid              not null unique,
    kind         text              not null,
    tenant       text collate "C"  not null,
    task         text,
    code         text              not null,
    run          uuid,
    at           timestamptz       not null,
    told_at      timestamptz       not null,
    distributed  boolean           not null default false
);
create index notice_undistributed on notice (position) where not distributed;
create index notice_of_tenant on notice (tenant);
create index notice_age on notice (told_at);

create table notification_subscription (
    id             uuid         primary key,
    -- null for what operators are told: of all tenants
    tenant         text collate "C",
    -- CLOUDEVENTS, SLACK, EMAIL
    form           text         not null,
    kinds          text[]       not null,
    -- what may be shown of the target: path and query of an address may be a secret
    shown          text         not null,
    -- the whole target, sealed
    target         text         not null,
    -- what signs, sealed; null for e-mail
    secret         text,
    -- what signs too, for a while after a rotation
    old_secret     text,
    old_until      timestamptz,
    -- who has made it
    account        text         not null,
    created_at     timestamptz  not null,
    last_sequence  bigint       not null default 0,
    -- when the first of its deliveries that wait is to be tried; null when none waits
    due            timestamptz,
    -- the try that is under way, and until when nobody else may begin one
    claim          uuid,
    claimed_until  timestamptz
);
create index notification_subscription_due on notification_subscription (due) where due is not null;
create index notification_subscription_of_tenant on notification_subscription (tenant);

create table notification_delivery (
    subscription  uuid         not null references notification_subscription (id) on delete cascade,
    sequence      bigint       not null,
    notice        uuid         not null references notice (id) on delete cascade,
    -- WAITING, DELIVERED, GIVEN_UP
    state         text         not null,
    tries         integer      not null default 0,
    -- since when it waits: it is tried for a day
    queued_at     timestamptz  not null,
    tried_at      timestamptz,
    -- of the last answer
    status        integer,
    fault         text,
    primary key (subscription, sequence)
);
create index notification_delivery_waiting on notification_delivery (subscription, sequence) where state = 'WAITING';
create index notification_delivery_of_notice on notification_delivery (notice);
