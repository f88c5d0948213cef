-- What the role may do with which the console works (docs/adr/0028-two-roles-a-database.md). A table that is not here, it
-- cannot read; a new one needs a line. It makes, changes and empties none.
grant usage on schema "${flyway:defaultSchema}" to ${work-role};
grant select, insert, update, delete on
    projection_offset, connection, task_verdict, run, task_outcome,
    task_schedule, scheduled_tasks
    to ${work-role};
grant select, insert, update, delete on
    notification_cause, notice, notification_subscription, notification_delivery
    to ${work-role};
grant usage on sequence run_change to ${work-role};
-- a trail that nobody who works may change
grant select, insert on trail_entry to ${work-role};
-- erasure takes names out
grant select, insert, delete on trail_origin to ${work-role};
-- so that a replica without the owner's login sees that nothing is left to migrate
grant select on "${flyway:table}" to ${work-role};
