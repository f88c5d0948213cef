-- Where what comes of a command belongs in a trace: its W3C traceparent. The version before knows none.
alter table run add column traceparent text;
