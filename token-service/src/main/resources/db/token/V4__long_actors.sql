-- The actor holds a caller's subject, which an issuer may make long. The service bounds it.
alter table audit_entry alter column actor type text;
