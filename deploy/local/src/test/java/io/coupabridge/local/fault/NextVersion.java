package io.coupabridge.local.fault;

/**
 * What a next version may do to the ledger of a task service while this one works, by the rules of {@code
 * docs/operate.md}: it adds a table and a column, and fields to whatever is stored as JSON, in every depth.
 */
final class NextVersion {

    private NextVersion() {}

    /** As the job does that migrates before pods are replaced. From now on every change looks like the next version's. */
    static void expand(FaultBed bed) {
        bed.inLedger("""
                alter table run add column of_the_next_version text;
                create table of_the_next_version (id bigint primary key);
                insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by,
                        execution_time, success)
                    values (1001, '9999', 'next version', 'SQL', 'V9999__next_version.sql', 'x', 1, true);

                create function with_more(stored jsonb) returns jsonb language plpgsql as $$
                begin
                    return case jsonb_typeof(stored)
                        when 'object' then
                            (select coalesce(jsonb_object_agg(key, with_more(value)), '{}') from jsonb_each(stored))
                            || '{"ofTheNextVersion": {"more": 1}}'
                        when 'array' then
                            (select coalesce(jsonb_agg(with_more(value) order by place), '[]')
                                from jsonb_array_elements(stored) with ordinality as element(value, place))
                        else stored end;
                end $$;

                create function run_of_the_next_version() returns trigger language plpgsql as $$
                begin
                    new.position = with_more(new.position::jsonb)::text;
                    new.progress = with_more(new.progress::jsonb)::text;
                    new.waiting = with_more(new.waiting::jsonb)::text;
                    new.receipt = with_more(new.receipt::jsonb)::text;
                    new.failure = with_more(new.failure::jsonb)::text;
                    new.of_the_next_version = 'x';
                    return new;
                end $$;
                create trigger run_of_the_next_version before insert or update on run
                    for each row execute function run_of_the_next_version();

                create function stream_of_the_next_version() returns trigger language plpgsql as $$
                begin
                    new.pending_page = with_more(new.pending_page::jsonb)::text;
                    return new;
                end $$;
                create trigger stream_of_the_next_version before insert or update on stream
                    for each row execute function stream_of_the_next_version();
                """);
    }
}
