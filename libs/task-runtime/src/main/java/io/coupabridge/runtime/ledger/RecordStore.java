package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was published of each record (a hash of its content and its version), and the references beside them. What the page
 * that is pending says of records stands here before it is published.
 */
@ApplicationScoped
public class RecordStore {

    /**
     * The limit makes the planner look up one after the other. With statistics that are older than the rows of a tenant it
     * would else read all of them, for a join as for {@code any}.
     */
    private static final String OF_ONE_KIND = """
            select ?::text, wanted.id, found.text
            from unnest(?) as wanted (id)
            cross join lateral (
                select text from reference
                where tenant = ? and kind = ? and id = wanted.id
                limit 1) found""";

    /**
     * One statement, since it is a good part of what a record costs. Rows that are there are written where the look-up found
     * them: whoever owns the stream of runs is the only one who writes the tenant's rows, so none has moved meanwhile. (An
     * upsert would look each up again, and lock those that stay as they are.) The limit: as above.
     */
    static final String REMEMBER = """
            with found as materialized (
                select given.place, given.id, given.hash, given.row_id, given.day, last.at,
                    coalesce(last.version, erased.versions, 0) as version,
                    coalesce(last.removed, erased.versions > 0, false) as removed,
                    last.hash is distinct from given.hash or last.removed as changed,
                    last.row_id <> given.row_id or last.day is distinct from given.day as moved
                from (
                    select place, id, hash, row_id, date '1970-01-01' + day as day
                    from unnest(?, ?, ?, ?) with ordinality as given (id, hash, row_id, day, place)) given
                left join lateral (
                    select ctid as at, hash, version, removed, row_id, day from record
                    where tenant = ? and id = given.id
                    limit 1) last on true
                left join lateral (select versions from erasure where tenant = ? limit 1) erased on true),
            updated as (
                update record
                set hash = found.hash, removed = false, row_id = found.row_id, day = found.day,
                    version = case when changed then record.version + 1 else record.version end,
                    page = case when changed then ? else page end,
                    version_before = case
                        when not changed or page = ? then version_before
                        when record.removed then -record.version
                        else record.version end
                from found
                where record.ctid = at and (changed or moved)
                returning 1),
            inserted as (
                insert into record (tenant, id, hash, version, row_id, day, page, version_before)
                select ?, id, hash, version + 1, row_id, day, ?, 0 from found where at is null
                returning 1),
            written as (
                select (select count(*) from updated) + (select count(*) from inserted)
                    = (select count(*) from found where changed or moved) as all_of_them)
            select place, version, removed, all_of_them from found, written where changed or not all_of_them
            """;

    private final Database database;

    RecordStore(Database database) {
        this.database = database;
    }

    /** A record as Coupa showed it. */
    public interface Found {
        long id();

        /** Of its content. */
        byte[] hash();

        /** The id of the row of Coupa's that it was found in. */
        long row();

        /** The day by which Coupa puts that row into a window; null when it has none. */
        LocalDate day();
    }

    /**
     * What was published of a record last.
     *
     * @param version 0 when nothing was; the highest that it may have had when the tenant was erased, or its ledger set back
     * @param removed whether that version said that it is gone
     */
    public record Last(long version, boolean removed) {

        /** Whether consumers do not have it. */
        public boolean absent() {
            return version == 0 || removed;
        }
    }

    /**
     * A record as it was last published. As JSON it is an array: what is added goes to its end.
     *
     * @param hash of its content
     * @param row the id of the row of Coupa's that it was last found in
     * @param day the day by which Coupa puts that row into a window; null when it has none
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Known(long id, byte[] hash, long version, boolean removed, long row, LocalDate day) {

        /** One version on: gone from Coupa. */
        public Known gone() {
            return new Known(id, hash, version + 1, true, row, day);
        }
    }

    /**
     * Remembers what is about to be published: each record whose content changed, in its next version, and where each was
     * found. To be {@link #undo undone} when it turns out that the page was not published. Only within the transaction that
     * makes the page pending, behind the lock on the stream's row.
     *
     * @param page the number that the page will have
     * @param found in this order; the same record may be there more than once, and then has a version for each content
     * @return for each, what was published of it before; null where the content is the same
     * @throws IllegalStateException when somebody else writes the tenant's records
     */
    public Last[] remember(TenantId tenant, long page, List<? extends Found> found) {
        Last[] last = new Last[found.size()];
        List<Integer> places = IntStream.range(0, found.size()).boxed().toList();
        while (!places.isEmpty()) {
            places = rememberFirst(tenant, page, found, places, last);
        }
        return last;
    }

    /**
     * A statement writes a row once.
     *
     * @return the places of those that stand behind another one of the same record
     */
    private List<Integer> rememberFirst(
            TenantId tenant, long page, List<? extends Found> found, List<Integer> places, Last[] last) {
        Set<Long> ids = new HashSet<>();
        List<Integer> first = new ArrayList<>(places.size());
        List<Integer> later = new ArrayList<>();
        for (Integer place : places) {
            (ids.add(found.get(place).id()) ? first : later).add(place);
        }
        rememberOnce(tenant, page, found, first, last);
        return later;
    }

    private void rememberOnce(
            TenantId tenant, long page, List<? extends Found> found, List<Integer> places, Last[] last) {
        int count = places.size();
        Long[] ids = new Long[count];
        byte[][] hashes = new byte[count][];
        Long[] rows = new Long[count];
        Integer[] days = new Integer[count];
        for (int i = 0; i < count; i++) {
            Found record = found.get(places.get(i));
            ids[i] = record.id();
            hashes[i] = record.hash();
            rows[i] = record.row();
            days[i] = Database.day(record.day());
        }
        database.query(
                REMEMBER,
                row -> last[places.get(row.getInt(1) - 1)] = last(row),
                ids,
                hashes,
                rows,
                days,
                tenant.value(),
                tenant.value(),
                page,
                page,
                tenant.value(),
                page);
    }

    private static Last last(ResultSet row) throws SQLException {
        if (!row.getBoolean(4)) {
            throw new IllegalStateException("Somebody else writes the records of this tenant.");
        }
        return new Last(row.getLong(2), row.getBoolean(3));
    }

    /**
     * Takes back what was remembered for a page that was not published. When its records are read again, they count as
     * changed, whatever they say; those that were new are as if they had never been seen.
     *
     * @param ids of the records that the page changed
     */
    public void undo(TenantId tenant, long page, List<Long> ids) {
        Long[] changed = ids.toArray(Long[]::new);
        database.update(
                "delete from record where tenant = ? and id = any (?) and page = ? and version_before = 0",
                tenant.value(),
                changed,
                page);
        database.update("""
                update record
                set hash = '', version = abs(version_before), removed = version_before < 0, page = 0
                where tenant = ? and id = any (?) and page = ?
                """, tenant.value(), changed, page);
    }

    /**
     * Has what a page said published again, of which nobody knows any more whether it was published, and in versions that it
     * did not use: its records when they are read, and what it may have removed. Looks at all of the tenant's.
     */
    public void doubt(TenantId tenant, long page) {
        database.update("update record set hash = '', page = 0 where tenant = ? and page = ?", tenant.value(), page);
        database.update("""
                update record set version = version + 1, hash = ''
                where tenant = ? and not removed
                    and id in (select id from missing_record where tenant = ? and gone)
                """, tenant.value(), tenant.value());
    }

    /**
     * Has every record published again when it is read, and in a version behind this one. That holds for records that are
     * not here, too: they share the number that an erasure leaves behind. Looks at all of the tenant's.
     *
     * @param version none that was ever published is higher
     */
    public void catchUp(TenantId tenant, long version) {
        database.update(
                "update record set version = greatest(version, ?), hash = '', page = 0 where tenant = ?",
                version,
                tenant.value());
        database.update("""
                insert into erasure (tenant, versions) values (?, ?)
                on conflict (tenant) do update set versions = greatest(erasure.versions, excluded.versions)
                """, tenant.value(), version);
    }

    /** @param records one for each id */
    public void store(TenantId tenant, List<Known> records) {
        if (records.isEmpty()) {
            return;
        }
        database.updateAll(
                """
                insert into record (tenant, id, hash, version, removed, row_id, day)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant, id) do update
                set hash = excluded.hash, version = excluded.version, removed = excluded.removed,
                    row_id = excluded.row_id, day = excluded.day
                """,
                records.stream()
                        .map(record -> new Object[] {
                            tenant.value(),
                            record.id(),
                            record.hash(),
                            record.version(),
                            record.removed(),
                            record.row(),
                            record.day()
                        })
                        .toList());
    }

    /** @param row whose columns are id, hash, version, removed, row_id and day, in this order */
    static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getLong(1),
                row.getBytes(2),
                row.getLong(3),
                row.getBoolean(4),
                row.getLong(5),
                row.getObject(6, LocalDate.class));
    }

    /**
     * Asks once, and not at all when no id is wanted.
     *
     * @param wanted ids by their kind
     * @return for each kind that was asked for its references by id; ids without one are absent
     */
    public Map<String, Map<Long, String>> references(TenantId tenant, Map<String, ? extends Collection<Long>> wanted) {
        Map<String, Map<Long, String>> references = new HashMap<>();
        List<String> selects = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        wanted.forEach((kind, ids) -> {
            references.put(kind, new HashMap<>());
            if (!ids.isEmpty()) {
                selects.add(OF_ONE_KIND);
                Collections.addAll(parameters, kind, ids.toArray(Long[]::new), tenant.value(), kind);
            }
        });
        if (!selects.isEmpty()) {
            database.query(String.join(" union all ", selects), RecordStore::reference, parameters.toArray())
                    .forEach(found -> references.get(found.kind()).put(found.id(), found.text()));
        }
        return references;
    }

    private static Reference reference(ResultSet row) throws SQLException {
        return new Reference(row.getString(1), row.getLong(2), row.getString(3));
    }

    /** @param references one for each kind and id */
    public void storeReferences(TenantId tenant, List<Reference> references) {
        if (references.isEmpty()) {
            return;
        }
        database.update(
                """
                insert into reference (tenant, kind, id, text)
                select ?, * from unnest(?, ?, ?)
                on conflict (tenant, kind, id) do update set text = excluded.text
                """,
                tenant.value(),
                references.stream().map(Reference::kind).toArray(String[]::new),
                references.stream().map(Reference::id).toArray(Long[]::new),
                references.stream().map(Reference::text).toArray(String[]::new));
    }
}
