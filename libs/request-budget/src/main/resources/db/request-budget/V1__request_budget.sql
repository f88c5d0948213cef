-- The budget of each Coupa host: a queue of slots on the clock of this database (docs/adr/0002-request-slots.md).

create table request_budget (
    host_key       text primary key,
    next_slot      timestamptz      not null default '-infinity',
    blocked_until  timestamptz      not null default '-infinity',
    throttles      integer          not null default 0,     -- in a row
    rate_factor    double precision not null default 1,     -- share of the ceiling that is used
    rate_seen_at   timestamptz      not null default '-infinity',
    eased_at       timestamptz      not null default '-infinity' -- when rising latency last lowered the rate
);

create table request_budget_holder (
    host_key       text          not null references request_budget on delete cascade,
    holder         text          not null,
    ceiling        integer       not null,
    seen_at        timestamptz   not null,
    slots          timestamptz[] not null,                  -- handed out and not yet begun
    asks_for       text,                                    -- what the two below are about: other pages take other times
    latency_millis double precision,                        -- of answers, exponentially weighted
    calm_millis    double precision,                        -- the same when nothing queues: falls at once, rises slowly
    primary key (host_key, holder)
);

-- The one place that decides how answers move the rate under the ceiling.

create function lowered_rate(factor double precision) returns double precision
    language sql immutable
    return greatest(0.1, factor * 0.7);

-- Answers that come later and later are a queue in front of Coupa. A Coupa that is slow by nature must not be starved for
-- it, so latency alone never takes more than half.
create function eased_rate(factor double precision) returns double precision
    language sql immutable
    return least(factor, greatest(0.5, factor * 0.9));

create function queueing(latency_millis double precision, calm_millis double precision) returns boolean
    language sql immutable
    return latency_millis > 2 * calm_millis + 250;

create function raised_rate(factor double precision, since interval) returns double precision
    language sql immutable
    -- idle time proves nothing, so it counts as a second at most; after the clock was set back, it is less than nothing
    return least(1.0, factor + 0.02 * greatest(0.0, least(1.0, extract(epoch from since))));

-- The row of a host, locked until the end of the transaction.
create function locked_budget(p_host text) returns request_budget
    language plpgsql as $$
declare
    budget request_budget;
begin
    select * into budget from request_budget where host_key = p_host for update;
    if not found then
        insert into request_budget (host_key) values (p_host) on conflict do nothing;
        select * into strict budget from request_budget where host_key = p_host for update;
    end if;
    return budget;
end $$;

-- Hands out slots, none that begins sooner than the lead from now: the caller keeps it under the horizon, so that there are some.
-- All times come back as microseconds: slots and the moment that the answer was worked out since the epoch, retry from that
-- moment, waited from the arrival of the question to that moment.
create function reserve_request_slots(
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

    if budget.next_slot > moment + p_horizon + 2 * spacing then
        -- the clock of the database was set back; whoever holds slots is done with them after the horizon
        budget.next_slot := moment + p_horizon;
    end if;
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

-- Coupa asks for fewer requests. What comes in while the host is blocked already belongs to the same incident.
create function block_request_slots(p_host text, p_retry_after interval) returns void
    language plpgsql as $$
declare
    budget request_budget := locked_budget(p_host);
    moment timestamptz := clock_timestamp();
begin
    if budget.blocked_until > moment then
        update request_budget
            set blocked_until = greatest(blocked_until, moment + p_retry_after)
            where host_key = p_host;
    else
        update request_budget
            set throttles = least(budget.throttles + 1, 1000),
                blocked_until = moment + coalesce(
                    p_retry_after, least(60, 2 ^ least(budget.throttles, 10)) * interval '1 second'),
                rate_factor = lowered_rate(budget.rate_factor),
                rate_seen_at = moment
            where host_key = p_host;
    end if;
end $$;
