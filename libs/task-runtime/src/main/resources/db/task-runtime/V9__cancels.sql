-- Of a cancel: the command that it names. Its row is there for its answer, and so that it counts once.
alter table run add column cancels uuid;
