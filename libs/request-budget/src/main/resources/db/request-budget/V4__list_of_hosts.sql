-- The hosts that somebody asked for within the last minute, or that asked for silence, in their order: for who looks after them.
-- The ceiling is the strictest that counts now, and null if only the silence is left.
create function request_budget_list(p_after text, p_most integer)
    returns table (host text, ceiling integer, rate double precision, silent_micros bigint, holders bigint)
    language sql security definer set search_path = pg_catalog, "${flyway:defaultSchema}", pg_temp
    as $$
        select b.host_key, h.ceiling, b.rate_factor,
               greatest(0, extract(epoch from b.blocked_until - clock_timestamp()) * 1000000)::bigint,
               h.holders
        from request_budget b
        cross join lateral (
            select min(each.ceiling) as ceiling, count(*) as holders
            from request_budget_holder each
            where each.host_key = b.host_key
                and each.seen_at between clock_timestamp() - interval '1 minute' and clock_timestamp()
        ) h
        where b.host_key > coalesce(p_after, '') and (h.holders > 0 or b.blocked_until > clock_timestamp())
        order by b.host_key
        limit least(greatest(p_most, 0), 1000)
    $$;

revoke execute on function request_budget_list(text, integer) from public;
