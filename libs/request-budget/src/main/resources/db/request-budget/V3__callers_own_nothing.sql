-- The budget's tables belong to one role, and those who use the budget call its functions (docs/adr/0028-two-roles-a-database.md).
-- Each function works with its owner's rights, looks for names in this schema alone, and refuses what makes no sense: whoever
-- has taken over a service may waste what it may reserve, but stops no host for longer than 24 hours with one call.

alter function reserve_request_slots(
    text, text, integer, integer, interval, interval, interval, boolean, text, double precision)
    rename to reserved_request_slots;

create function longest_block() returns interval
    language sql immutable
    return interval '24 hours';

-- The row of a host, locked until the end of the transaction. A block that ends later is none of Coupa's: the clock was set
-- back, or somebody wrote into the table.
create or replace function locked_budget(p_host text) returns request_budget
    language plpgsql as $$
declare
    budget request_budget;
    latest timestamptz;
begin
    select * into budget from request_budget where host_key = p_host for update;
    if not found then
        insert into request_budget (host_key) values (p_host) on conflict do nothing;
        select * into strict budget from request_budget where host_key = p_host for update;
    end if;
    latest := clock_timestamp() + longest_block();
    if budget.blocked_until > latest then
        budget.blocked_until := latest;
        update request_budget b set blocked_until = latest where b.host_key = p_host;
    end if;
    return budget;
end $$;

-- As reserved_request_slots, for callers who are not trusted.
create function reserve_request_slots(
    p_host text, p_holder text, p_ceiling integer, p_wanted integer,
    p_tolerance interval, p_horizon interval, p_lead interval,
    p_succeeded boolean, p_asks_for text, p_latency_millis double precision,
    out worked_out bigint, out waited bigint, out blocked boolean, out retry bigint, out slots bigint[])
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
begin
    -- seconds: a month counts as much as 30 days where intervals are compared, and as 31 where one is added
    if (p_ceiling between 1 and 1000000
        and p_wanted between 1 and 10000
        and extract(epoch from p_tolerance) between 0 and 2
        and extract(epoch from p_horizon) between 0.001 and 10
        and extract(epoch from p_lead) between 0 and extract(epoch from p_horizon)
        and length(p_host) between 1 and 300
        and length(p_holder) between 1 and 300
        and coalesce(length(p_asks_for), 0) <= 2000
        and coalesce(p_latency_millis, 0) between 0 and 3600000) is not true
    then
        raise exception 'A reservation of % slots at %/s, %, % and % ahead, after % ms, makes no sense.',
            p_wanted, p_ceiling, p_tolerance, p_horizon, p_lead, p_latency_millis
            using errcode = 'invalid_parameter_value';
    end if;
    select r.worked_out, r.waited, r.blocked, r.retry, r.slots
        into worked_out, waited, blocked, retry, slots
        from reserved_request_slots(p_host, p_holder, p_ceiling, p_wanted,
            make_interval(secs => extract(epoch from p_tolerance)::float8),
            make_interval(secs => extract(epoch from p_horizon)::float8),
            make_interval(secs => extract(epoch from p_lead)::float8),
            coalesce(p_succeeded, false), p_asks_for, p_latency_millis) r;
end $$;

-- Coupa asks for fewer requests. What comes in while the host is blocked already belongs to the same incident.
create or replace function block_request_slots(p_host text, p_retry_after interval) returns void
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
declare
    budget request_budget;
    moment timestamptz;
    asked  interval;
begin
    if (length(p_host) between 1 and 300) is not true then
        raise exception 'A block of this host makes no sense.' using errcode = 'invalid_parameter_value';
    end if;
    budget := locked_budget(p_host);
    moment := clock_timestamp();
    if p_retry_after is not null then
        asked := make_interval(secs => least(greatest(
            extract(epoch from p_retry_after), 0), extract(epoch from longest_block()))::float8);
    end if;
    if budget.blocked_until > moment then
        update request_budget b
            set blocked_until = greatest(b.blocked_until, moment + asked)
            where b.host_key = p_host;
    else
        update request_budget b
            set throttles = least(budget.throttles + 1, 1000),
                blocked_until = moment + coalesce(
                    asked, least(60, 2 ^ least(budget.throttles, 10)) * interval '1 second'),
                rate_factor = lowered_rate(budget.rate_factor),
                rate_seen_at = moment
            where b.host_key = p_host;
    end if;
end $$;

-- A tenant's ceiling was changed: it governs from now on. All whose names begin with the family ask for the same tenant; it
-- ends with a slash, so that it names one tenant.
-- The row of the host first, as all others lock it.
create function tell_request_ceiling(p_host text, p_family text, p_holder text, p_ceiling integer) returns void
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
begin
    if (p_ceiling between 1 and 10000
        and length(p_family) between 2 and 300 and p_family like '%/'
        and length(p_holder) between 1 and 300) is not true
    then
        raise exception 'A ceiling of %/s for % makes no sense.', p_ceiling, p_family
            using errcode = 'invalid_parameter_value';
    end if;
    perform from request_budget b where b.host_key = p_host for update;
    if not found then
        return;
    end if;
    update request_budget_holder h set ceiling = p_ceiling
        where h.host_key = p_host and starts_with(h.holder, p_family) and h.holder <> p_holder;
    insert into request_budget_holder as h (host_key, holder, ceiling, seen_at, slots)
        values (p_host, p_holder, p_ceiling, clock_timestamp(), '{}')
        on conflict (host_key, holder) do update set ceiling = excluded.ceiling, seen_at = excluded.seen_at;
end $$;

-- How the hosts fare that answered, or asked for silence, within the last minute.
create function request_budget_hosts(out blocked bigint, out lowered bigint, out lowest double precision)
    language sql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp
    as $$
        select count(*) filter (where b.blocked_until > clock_timestamp()),
               count(*) filter (where b.rate_factor < 1), coalesce(min(b.rate_factor), 1)
        from request_budget b
        where greatest(b.rate_seen_at, b.blocked_until) > clock_timestamp() - interval '1 minute'
    $$;

-- What everybody may call unless somebody says otherwise. Who may call the four is said by afterMigrate__callers.sql.
revoke execute on function
    reserve_request_slots(text, text, integer, integer, interval, interval, interval, boolean, text, double precision),
    block_request_slots(text, interval),
    tell_request_ceiling(text, text, text, integer),
    request_budget_hosts(),
    reserved_request_slots(text, text, integer, integer, interval, interval, interval, boolean, text, double precision),
    locked_budget(text),
    lowered_rate(double precision),
    eased_rate(double precision),
    queueing(double precision, double precision),
    raised_rate(double precision, interval),
    longest_block()
    from public;
