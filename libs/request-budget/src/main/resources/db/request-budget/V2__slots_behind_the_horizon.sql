-- The same as in V1, but for the one statement that sets next_slot back. There it could come to lie before slots that were
-- handed out, and so break the ceiling: grants have slots up to two horizons ahead, all others up to one.

-- Hands out slots, none that begins sooner than the lead from now: the caller keeps it under the horizon, so that there are some.
-- All times come back as microseconds: slots and the moment that the answer was worked out since the epoch, retry from that
-- moment, waited from the arrival of the question to that moment.
create or replace function reserve_request_slots(
    p_host text, p_holder text, p_ceiling integer, p_wanted integer,
    p_tolerance interval, p_horizon interval, p_lead interval,
    p_succeeded boolean, p_asks_for text, p_latency_millis double precision,
    out worked_out bigint, out waited bigint, out blocked boolean, out retry bigint, out slots bigint[])
    language plpgsql as $$
declare
    asked_at  timestamptz := clock_timestamp();
    budget    request_budget := locked_budget(p_host);
    moment    timestamptz := clock_timestamp();
    strictest integer;
    others    integer;
    own       request_budget_holder;
    queue     boolean := false;
    spacing   interval;
    share     integer;
    mine      timestamptz[];
    granted   timestamptz[] := '{}';
    tail      timestamptz;
begin
    select least(p_ceiling, min(h.ceiling)), count(*) filter (where h.seen_at > moment - interval '2 seconds')
        into strictest, others
        from request_budget_holder h
        -- whoever was seen in the future was seen before the clock was set back
        where h.host_key = p_host and h.holder <> p_holder
            and h.seen_at between moment - interval '1 minute' and moment;
    select coalesce(array_agg(s order by s), '{}') into mine
        from request_budget_holder h, unnest(h.slots) s
        -- none lies further ahead than the horizon, unless the clock was set back
        where h.host_key = p_host and h.holder = p_holder and s > moment and s <= moment + p_horizon;
    select * into own
        from request_budget_holder h
        where h.host_key = p_host and h.holder = p_holder
            and h.seen_at between moment - interval '1 minute' and moment;
    -- a Coupa that gets slower for good is taken for calm by and by, 1 % a second
    own.calm_millis := own.calm_millis * (1 + 0.01 * least(1.0, extract(epoch from moment - own.seen_at)));

    if p_succeeded then
        budget.throttles := case when budget.blocked_until <= moment then 0 else budget.throttles end;
        if p_latency_millis is not null then
            if own.asks_for is distinct from p_asks_for then
                own.asks_for := p_asks_for;
                own.latency_millis := null;
                own.calm_millis := null;
            end if;
            own.latency_millis := coalesce(0.8 * own.latency_millis + 0.2 * p_latency_millis, p_latency_millis);
            own.calm_millis := least(own.calm_millis, p_latency_millis);
            queue := queueing(own.latency_millis, own.calm_millis);
        end if;
        if budget.rate_factor < 0.5 or not queue then
            budget.rate_factor := raised_rate(
                budget.rate_factor, moment - greatest(budget.rate_seen_at, moment - interval '1 second'));
        elsif budget.eased_at not between moment - interval '2 seconds' and moment then
            budget.rate_factor := eased_rate(budget.rate_factor);
            budget.eased_at := moment;
        end if;
        budget.rate_seen_at := moment;
    end if;

    -- rounded up to what a timestamp can hold, so that the ceiling holds too
    spacing := ceil(1000000 * (1 + extract(epoch from p_tolerance)) / (strictest * budget.rate_factor))
        * interval '1 microsecond';
    -- room for one more holder than there are, so that a newcomer finds a slot soon
    share := greatest(1, ceil(extract(epoch from p_horizon) / extract(epoch from spacing) / (others + 2)));

    -- the clock of the database was set back, or the ceiling was raised: no slot that was handed out lies further ahead
    -- than what a grant may have, and the next one keeps its distance to that
    budget.next_slot := least(budget.next_slot, moment + 2 * p_horizon + spacing);
    tail := greatest(budget.next_slot, moment + p_lead);

    blocked := budget.blocked_until > moment;
    if not blocked then
        while cardinality(granted) < p_wanted
            and cardinality(mine) + cardinality(granted) < share
            and tail <= moment + p_horizon
        loop
            granted := granted || tail;
            tail := tail + spacing;
            -- only now: whoever gets nothing leaves what lies within its lead to the others
            budget.next_slot := tail;
        end loop;
    end if;

    update request_budget b
        set next_slot = budget.next_slot, throttles = budget.throttles, rate_factor = budget.rate_factor,
            rate_seen_at = budget.rate_seen_at, eased_at = budget.eased_at
        where b.host_key = p_host;
    insert into request_budget_holder as h
            (host_key, holder, ceiling, seen_at, slots, asks_for, latency_millis, calm_millis)
        values (p_host, p_holder, p_ceiling, moment, mine || granted,
            own.asks_for, own.latency_millis, own.calm_millis)
        on conflict (host_key, holder) do update
            set ceiling = excluded.ceiling, seen_at = excluded.seen_at, slots = excluded.slots,
                asks_for = excluded.asks_for, latency_millis = excluded.latency_millis,
                calm_millis = excluded.calm_millis;
    delete from request_budget_holder h
        where h.host_key = p_host and h.seen_at not between moment - interval '1 minute' and moment;

    worked_out := extract(epoch from moment) * 1000000;
    waited := extract(epoch from moment - asked_at) * 1000000;
    slots := array(select (extract(epoch from s) * 1000000)::bigint from unnest(granted) s order by s);
    retry := extract(epoch from
        case
            when blocked then budget.blocked_until - moment
            when cardinality(granted) > 0 then interval '0'
            when cardinality(mine) >= share then mine[1] - moment
            else tail - p_horizon - moment
        end) * 1000000;
end $$;
