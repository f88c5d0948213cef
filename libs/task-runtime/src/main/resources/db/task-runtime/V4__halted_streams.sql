-- Halted streams are few, and counted every few seconds.
create index stream_halted on stream (tenant, name) where halted is not null;
