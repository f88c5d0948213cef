-- The budget's tables belong to one role, and those who use the budget call its functions (docs/adr/0028-two-roles-a-database.md).
-- Each function works with its owner's rights, looks for names in this schema alone, and refuses what makes no sense: whoever
-- has taken over a service may waste what it may reserve, but stops no host for longer than 24 hours with one call.

alter function reserve_request_slots(
    text, text, integer, integer, interval, interval, interval, boolean, text, double precision)
    rename to reserved_request_slots;

-- A block that ends later is none of Coupa's: the clock was set back, or somebody wrote into the table.
create function longest_block() returns interval
    language sql immutable
    return interval '24 hours';

-- As reserved_request_slots, for callers who are not trusted.
create function reserve_request_slots(
    p_host text, p_holder text, p_ceiling integer, p_wanted integer,
    p_tolerance interval, p_horizon interval, p_lead interval,
    p_succeeded boolean, p_asks_for text, p_latency_millis double precision,
    out worked_out bigint, out waited bigint, out blocked boolean, out retry bigint, out slots bigint[])
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
begin
    if (p_ceiling between 1 and 10000
        and p_wanted between 1 and 10000
        and p_tolerance between interval '0' and interval '2 seconds'
        and p_horizon between interval '1 millisecond' and interval '10 seconds'
        and p_lead between interval '0' and p_horizon) is not true
    then
        raise exception 'A reservation of % slots at %/s, %, % and % ahead makes no sense.',
            p_wanted, p_ceiling, p_tolerance, p_horizon, p_lead using errcode = 'invalid_parameter_value';
    end if;
    update request_budget b set blocked_until = clock_timestamp() + longest_block()
        where b.host_key = p_host and b.blocked_until > clock_timestamp() + longest_block();
    select r.worked_out, r.waited, r.blocked, r.retry, r.slots
        into worked_out, waited, blocked, retry, slots
        from reserved_request_slots(p_host, p_holder, p_ceiling, p_wanted, p_tolerance, p_horizon, p_lead,
            coalesce(p_succeeded, false), p_asks_for, p_latency_millis) r;
end $$;

-- Coupa asks for fewer requests. What comes in while the host is blocked already belongs to the same incident.
create or replace function block_request_slots(p_host text, p_retry_after interval) returns void
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
declare
    budget request_budget := locked_budget(p_host);
    moment timestamptz := clock_timestamp();
    asked  interval := greatest(interval '0', least(p_retry_after, longest_block()));
begin
    if p_retry_after is null then
        asked := null;
    end if;
    if budget.blocked_until > moment then
        update request_budget b
            set blocked_until = least(greatest(b.blocked_until, moment + asked), moment + longest_block())
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

-- A tenant's ceiling was changed: it governs from now on. All whose names begin with the family ask for the same tenant.
-- The row of the host first, as all others lock it.
create function tell_request_ceiling(p_host text, p_family text, p_holder text, p_ceiling integer) returns void
    language plpgsql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp as $$
begin
    if (p_ceiling between 1 and 10000 and p_family <> '') is not true then
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
