-- Each service that migrates lets the role with which it works call the budget. It may do nothing else there.
-- All services do this, at any time and also at once, so that it changes only what is not so yet.
do $$
declare
    callable regprocedure;
begin
    perform pg_advisory_xact_lock(hashtext('request_budget'));
    foreach callable in array array[
        'reserve_request_slots(text, text, integer, integer, interval, interval, interval, boolean, text, double precision)',
        'block_request_slots(text, interval)',
        'tell_request_ceiling(text, text, text, integer)',
        'request_budget_hosts()']::regprocedure[]
    loop
        if not has_function_privilege('${work-role}'::regrole, callable, 'execute') then
            execute format('grant execute on function %s to ${work-role}', callable);
        end if;
    end loop;
    if not has_schema_privilege('${work-role}'::regrole, current_schema(), 'usage') then
        execute format('grant usage on schema %I to ${work-role}', current_schema());
    end if;
end $$;
