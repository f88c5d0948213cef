-- The owner lets the role with which a service works call the budget. It may do nothing else there, but see that nothing is
-- left to migrate, so that a replica without the owner's login starts.
-- All services do this, at any time and also at once, so that it changes only what is not so yet.
do $callers$
declare
    callable regprocedure;
    worker   regrole := btrim($role$ ${work-role} $role$);
begin
    -- whoever may log in here can hold this lock, and must not keep a service waiting without a word
    perform set_config('lock_timeout', '10s', true);
    begin
        perform pg_advisory_xact_lock(hashtext('request_budget'));
    exception when lock_not_available then
        raise exception 'Another session holds the lock of the request budget. pg_locks (advisory) names it.'
            using errcode = 'lock_not_available';
    end;
    foreach callable in array array[
        'reserve_request_slots(text, text, integer, integer, interval, interval, interval, boolean, text, double precision)',
        'block_request_slots(text, interval)',
        'tell_request_ceiling(text, text, text, integer)',
        'request_budget_hosts()',
        'request_budget_list(text, integer)']::regprocedure[]
    loop
        if not has_function_privilege(worker, callable, 'execute') then
            execute format('grant execute on function %s to %s', callable, worker);
        end if;
    end loop;
    if not has_schema_privilege(worker, current_schema(), 'usage') then
        execute format('grant usage on schema %I to %s', current_schema(), worker);
    end if;
    if not has_table_privilege(worker, '"${flyway:table}"', 'select') then
        execute format('grant select on %s to %s', '"${flyway:table}"'::regclass, worker);
    end if;
end $callers$;
