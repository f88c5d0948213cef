package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/**
 * What a full run has not found where it was last seen. A record is missing first, and gone when Coupa was asked for it by
 * id and does not show it.
 */
@ApplicationScoped
public class SweepStore {

    private final Database database;

    SweepStore(Database database) {
        this.database = database;
    }

    /**
     * What a page does to the sweep.
     *
     * @param begins whether what an earlier run left is forgotten first
     * @param missing were not found where they should be
     * @param gone were missing, and are not to be had by id either
     * @param settled were missing or gone, and are neither any more
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Change(boolean begins, List<Long> missing, List<Long> gone, List<Long> settled) {

        public static final Change BEGIN = new Change(true, null, null, null);

        public Change {
            missing = missing == null ? List.of() : List.copyOf(missing);
            gone = gone == null ? List.of() : List.copyOf(gone);
            settled = settled == null ? List.of() : List.copyOf(settled);
        }

        /** What a page of the pass shows: these are missing, those are not any more. */
        public static Change read(List<Long> missing, List<Long> settled) {
            return new Change(false, missing, null, settled);
        }

        /** What asking by id showed. */
        public static Change verified(List<Long> gone, List<Long> settled) {
            return new Change(false, null, gone, settled);
        }

        /** These were reported removed. */
        public static Change removed(List<Long> settled) {
            return new Change(false, null, null, settled);
        }
    }

    /**
     * A record that is looked for.
     *
     * @param row where it was last found
     */
    public record Missing(long id, long row) {}

    public void apply(TenantId tenant, Change change) {
        if (change.begins()) {
            database.update("delete from missing_record where tenant = ?", tenant.value());
        }
        if (!change.missing().isEmpty()) {
            database.update(
                    "insert into missing_record (tenant, id) select ?, unnest(?) on conflict do nothing",
                    tenant.value(),
                    change.missing().toArray(Long[]::new));
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
    }

    /**
     * The records that should have been found in rows above {@code after} up to and including {@code upTo}, and were not.
     *
     * @param shown the ids of the rows that Coupa showed of this range
     * @param found the ids of the records that were mapped from them
     * @param since only those whose row's day is not before; null for all
     */
    public List<Long> missing(
            TenantId tenant, long after, long upTo, Collection<Long> shown, Collection<Long> found, LocalDate since) {
        Long[] foundIds = found.toArray(Long[]::new);
        return database.query(
                """
                select id from record
                where tenant = ? and id > ? and id <= ? and row_id = id and not removed
                    and not (id = any (?) or id = any (?)) and (?::date is null or day >= ?)
                union all
                select id from record
                where tenant = ? and row_id > ? and row_id <= ? and row_id <> id and not removed
                    and not (id = any (?)) and (?::date is null or day >= ?)
                """,
                row -> row.getLong(1),
                tenant.value(),
                after,
                upTo,
                shown.toArray(Long[]::new),
                foundIds,
                since,
                since,
                tenant.value(),
                after,
                upTo,
                foundIds,
                since,
                since);
    }

    /** How many records are missing or gone. */
    public long missing(TenantId tenant) {
        return database.one(
                        "select count(*) from missing_record where tenant = ?", row -> row.getLong(1), tenant.value())
                .orElseThrow();
    }

    /**
     * How many records Coupa was last known to have.
     *
     * @param since only those whose row's day is not before; null for all
     */
    public long known(TenantId tenant, LocalDate since) {
        return database.one(
                        "select count(*) from record where tenant = ? and not removed and (?::date is null or day >= ?)",
                        row -> row.getLong(1),
                        tenant.value(),
                        since,
                        since)
                .orElseThrow();
    }

    /** The next records to ask Coupa for, by their rows. */
    public List<Missing> toVerify(TenantId tenant, int limit) {
        return database.query("""
                select id, row_id from missing_record join record using (tenant, id)
                where tenant = ? and not gone order by row_id, id limit ?
                """, row -> new Missing(row.getLong(1), row.getLong(2)), tenant.value(), limit);
    }

    /** The next records to report removed. */
    public List<Known> toRemove(TenantId tenant, int limit) {
        return database.query("""
                select record.* from missing_record join record using (tenant, id)
                where tenant = ? and gone and not removed order by id limit ?
                """, RecordStore::known, tenant.value(), limit);
    }
}
