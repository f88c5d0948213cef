-- Where an event belongs in a trace: a W3C traceparent. The version before knows none.
alter table outbox add column traceparent varchar(64);
