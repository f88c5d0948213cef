-- What the role may do with which token-service works (docs/adr/0028-two-roles-a-database.md). A table that is not here, it
-- cannot read; a new one needs a line. It makes, changes and empties none.
grant usage on schema "${flyway:defaultSchema}" to ${work-role};
grant select, insert, update, delete on
    connection, connection_task, request_ceiling, token, grant_call, token_rejection, outbox, stream, erasure, connect_link,
    scheduled_tasks
    to ${work-role};
-- a trail that nobody who works may change
grant select, insert on trail_entry to ${work-role};
-- erasure takes names out, and what is of a time before the trail
grant select, insert, delete on trail_origin, audit_entry to ${work-role};
-- so that a replica without the owner's login sees that nothing is left to migrate
grant select on "${flyway:table}" to ${work-role};
