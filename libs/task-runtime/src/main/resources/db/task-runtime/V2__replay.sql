-- Who had what replayed, and when. A replay without an end has failed or died, and can be asked for again.
create table replay (
    id            bigint generated always as identity primary key,
    requested_by  text        not null,
    selection     text        not null,
    started_at    timestamptz not null,
    finished_at   timestamptz,
    replayed      int,
    next          text
);
