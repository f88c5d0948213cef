package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a full run has not found where it was last seen. A record is missing first, and gone when Coupa was asked for it by
 * id and does not show it.
 */
@ApplicationScoped
public class SweepStore {

    /**
     * The sub-select is run for each range, by the ids of that range: unions whose parts have conditions are not flattened
     * into the join around them. What a page shows is not missing from the range of another one either. The ids are selected,
     * since an array that is a parameter is gone through anew for each record, and a select is hashed.
     */
    static final String SEE = """
            insert into missing_record (tenant, id, row_id)
            select missing.tenant, missing.id, missing.row_id
            from (
                select after, up_to, date '1970-01-01' + since as since
                from unnest(?, ?, ?) as given (after, up_to, since)) seen
            cross join lateral (
                select tenant, id, row_id from record
                where tenant = ? and id > after and id <= up_to and row_id = id and not removed
                    and id not in (select unnest(?)) and (since is null or day >= since)
                union all
                select tenant, id, row_id from record
                where tenant = ? and row_id > after and row_id <= up_to and row_id <> id and not removed
                    and id not in (select unnest(?)) and (since is null or day >= since)) missing
            on conflict do nothing
            """;

    private final Database database;

    SweepStore(Database database) {
        this.database = database;
    }

    /**
     * What a published page does to the sweep.
     *
     * @param begins whether what an earlier run left is forgotten first
     * @param gone were missing, and are not to be had by id either
     * @param settled were missing or gone, and are neither any more
     * @param outside outside the window, were asked for by id and not to be had: they are missing
     * @param shown are to be had by id
     * @param at when the run started that asked
     * @param forgetsOutside whether nothing outside the window is missing any more
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Change(
            boolean begins,
            List<Long> gone,
            List<Long> settled,
            List<Long> outside,
            List<Long> shown,
            Instant at,
            boolean forgetsOutside) {

        public static final Change BEGIN = new Change(true, null, null, null, null, null, false);
        public static final Change FORGET_OUTSIDE = new Change(false, null, null, null, null, null, true);

        public Change {
            gone = gone == null ? List.of() : List.copyOf(gone);
            settled = settled == null ? List.of() : List.copyOf(settled);
            outside = outside == null ? List.of() : List.copyOf(outside);
            shown = shown == null ? List.of() : List.copyOf(shown);
        }

        /** What asking by id showed. */
        public static Change verified(List<Long> gone, List<Long> settled, List<Long> shown, Instant at) {
            return new Change(false, gone, settled, null, shown, at, false);
        }

        /** What asking by id for records outside the window showed. */
        public static Change askedOutside(List<Long> missing, List<Long> shown, Instant at) {
            return new Change(false, null, shown, missing, shown, at, false);
        }

        /** These were reported removed. */
        public static Change removed(List<Long> settled) {
            return new Change(false, null, settled, null, null, null, false);
        }
    }

    /**
     * What Coupa showed of the rows above {@code after} up to and including {@code upTo}. What was last found there and is
     * not found now is missing. It is a range and not a list of the missing, which an empty answer would make long.
     *
     * @param rows the ids of the rows that were shown
     * @param found the ids of the records that they held
     * @param since only records whose row's day is not before are missing; null for all
     */
    public record Seen(long after, long upTo, List<Long> rows, List<Long> found, LocalDate since) {}

    /**
     * A record that is looked for.
     *
     * @param row where it was last found
     */
    public record Missing(long id, long row) {}

    /** How many records are missing or gone. */
    public record Count(long inWindow, long outside) {

        public long total() {
            return inWindow + outside;
        }
    }

    public void apply(TenantId tenant, Change change) {
        if (change.begins()) {
            database.update("delete from missing_record where tenant = ?", tenant.value());
        }
        if (change.forgetsOutside()) {
            database.update("delete from missing_record where tenant = ? and outside", tenant.value());
        }
        if (!change.gone().isEmpty()) {
            database.update(
                    "update missing_record set gone = true where tenant = ? and id = any (?)",
                    tenant.value(),
                    change.gone().toArray(Long[]::new));
        }
        if (!change.settled().isEmpty()) {
            database.update(
                    "delete from missing_record where tenant = ? and id = any (?)",
                    tenant.value(),
                    change.settled().toArray(Long[]::new));
        }
        if (!change.outside().isEmpty()) {
            database.update("""
                    insert into missing_record (tenant, id, row_id, outside)
                    select tenant, id, row_id, true from record where tenant = ? and id = any (?)
                    on conflict do nothing
                    """, tenant.value(), change.outside().toArray(Long[]::new));
        }
        if (!change.shown().isEmpty()) {
            database.update(
                    "update record set asked_at = ? where tenant = ? and id = any (?)",
                    change.at(),
                    tenant.value(),
                    change.shown().toArray(Long[]::new));
        }
    }

    /**
     * Notes what pages show to be missing, and what not. Before the records of the same pages are stored, whose places it
     * compares with; and before they are published, since whoever reads them again if they are not shows it again.
     */
    public void see(TenantId tenant, List<Seen> pages) {
        if (pages.isEmpty()) {
            return;
        }
        Long[] found = pages.stream().flatMap(page -> page.found().stream()).toArray(Long[]::new);
        Long[] rowsAndFound = Stream.concat(pages.stream().flatMap(page -> page.rows().stream()), Arrays.stream(found))
                .toArray(Long[]::new);
        database.update(
                SEE,
                pages.stream().map(Seen::after).toArray(Long[]::new),
                pages.stream().map(Seen::upTo).toArray(Long[]::new),
                pages.stream().map(page -> Database.day(page.since())).toArray(Integer[]::new),
                tenant.value(),
                rowsAndFound,
                tenant.value(),
                found);
        database.update("delete from missing_record where tenant = ? and id = any (?)", tenant.value(), found);
    }

    /** Whether anything can be missing. */
    public boolean anyKnown(TenantId tenant) {
        // the order makes the planner use the key, whatever share of all records it takes the tenant to have
        return database.one("select 1 from record where tenant = ? order by id limit 1", row -> true, tenant.value())
                .isPresent();
    }

    public Count missing(TenantId tenant) {
        return database.one("""
                        select count(*) filter (where not outside), count(*) filter (where outside)
                        from missing_record where tenant = ?
                        """, row -> new Count(row.getLong(1), row.getLong(2)), tenant.value())
                .orElseThrow();
    }

    /**
     * How many records Coupa was last known to have. Looks at all of the tenant's.
     *
     * @param since the first day of the window; null when everything is in it
     */
    public Held held(TenantId tenant, LocalDate since) {
        return database.one(
                        """
                        select count(*) filter (where ?::date is null or day >= ?), count(*)
                        from record where tenant = ? and not removed
                        """,
                        row -> new Held(row.getLong(1), row.getLong(2) - row.getLong(1)),
                        since,
                        since,
                        tenant.value())
                .orElseThrow();
    }

    /**
     * The next records outside the window to ask Coupa for, by id.
     *
     * @param since the first day of the window
     * @param after only those with a higher id
     * @param before only those that Coupa did not show by their ids after this
     */
    public List<Missing> outside(TenantId tenant, LocalDate since, long after, Instant before, int limit) {
        return database.query(
                """
                select id, row_id from record
                where tenant = ? and id > ? and not removed and (day is null or day < ?)
                    and (asked_at is null or asked_at <= ?)
                order by id limit ?
                """, row -> new Missing(row.getLong(1), row.getLong(2)), tenant.value(), after, since, before, limit);
    }

    /** Whether asking by id has begun and shown a record to be gone. */
    public boolean anyGone(TenantId tenant) {
        return database.one(
                        "select 1 from missing_record where tenant = ? and gone limit 1", row -> true, tenant.value())
                .isPresent();
    }

    /** The next records to ask Coupa for. */
    public List<Missing> toVerify(TenantId tenant, int limit) {
        return database.query(
                "select id, row_id from missing_record where tenant = ? and not gone order by row_id, id limit ?",
                row -> new Missing(row.getLong(1), row.getLong(2)),
                tenant.value(),
                limit);
    }

    /**
     * Rows of records that are not missing: the newest ones.
     *
     * @param since the first day of the window that was just read: only rows that it has shown; null for others too
     */
    public List<Long> rowsThatAreThere(TenantId tenant, LocalDate since, int limit) {
        return database.query("""
                select row_id from record
                where tenant = ? and not removed and (?::date is null or day >= ?)
                    and not exists (select 1 from missing_record missing where (missing.tenant, missing.id) = (record.tenant, record.id))
                order by id desc limit ?
                """, row -> row.getLong(1), tenant.value(), since, since, limit);
    }

    /** The next records to report removed. */
    public List<Known> toRemove(TenantId tenant, int limit) {
        return database.query("""
                select id, hash, version, removed, record.row_id, day
                from missing_record missing join record using (tenant, id)
                where tenant = ? and gone and not removed order by missing.row_id, id limit ?
                """, RecordStore::known, tenant.value(), limit);
    }
}
