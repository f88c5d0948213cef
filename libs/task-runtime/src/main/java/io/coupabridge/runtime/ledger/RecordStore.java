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
import java.util.List;
import java.util.Map;

/** What was published of each record (a hash of its content and its version), and the references beside them. */
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

    /** Of each wanted record what was published last, or what an erasure left. The limit: as above. */
    static final String LAST = """
            select wanted.id, last.hash, coalesce(last.version, erased.versions, 0),
                coalesce(last.removed, erased.versions > 0, false), coalesce(last.row_id, 0), last.day
            from unnest(?) as wanted (id)
            left join lateral (
                select hash, version, removed, row_id, day from record
                where tenant = ? and id = wanted.id
                limit 1) last on true
            left join lateral (select versions from erasure where tenant = ? limit 1) erased on true
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
     * @param hash of its content; null of a record that is not known
     * @param version and {@code removed} of such a record: as in {@link Last}
     * @param row the id of the row of Coupa's that it was last found in
     * @param day the day by which Coupa puts that row into a window; null when it has none
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Known(long id, byte[] hash, long version, boolean removed, long row, LocalDate day) {

        /** One version on: gone from Coupa. */
        public Known gone() {
            return new Known(id, hash, version + 1, true, row, day);
        }

        /** In this version, with a content that no record has. */
        private Known doubtful() {
            return new Known(id, new byte[0], version, false, row, day);
        }
    }

    /**
     * What was published of these records last, to compare with. Only within a transaction behind the lock on the stream's
     * row, which confirms what the stream published before.
     */
    public Changes changes(TenantId tenant, List<? extends Found> found) {
        Map<Long, Known> last = new HashMap<>();
        if (!found.isEmpty()) {
            Long[] ids = found.stream().map(Found::id).distinct().toArray(Long[]::new);
            database.query(LAST, RecordStore::known, ids, tenant.value(), tenant.value())
                    .forEach(record -> last.put(record.id(), record));
        }
        return new Changes(last);
    }

    /**
     * Takes back what the version before has remembered for a page that was not published: it did so before it published.
     * When its records are read again, they count as changed, whatever they say. To be removed one version later.
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
     * The same for a page of which nobody knows any more whether it was published: its records are published again when they
     * are read, in versions that it did not use. To be removed one version later.
     */
    public void doubt(TenantId tenant, long page, List<Long> ids) {
        database.update(
                "update record set hash = '', page = 0 where tenant = ? and id = any (?) and page = ?",
                tenant.value(),
                ids.toArray(Long[]::new),
                page);
    }

    /**
     * Has these published again, of which nobody knows any more whether they were: in versions behind theirs, records when
     * they are read, and removals when it is their turn.
     */
    public void doubt(TenantId tenant, List<Known> records) {
        store(tenant, records.stream().map(Known::doubtful).toList());
    }

    /**
     * Has every record published again when it is read, and in a version behind this one. That holds for records that are
     * not here, too: they share the number that an erasure leaves behind. Looks at all of the tenant's.
     *
     * @param version none that was ever published is higher
     */
    public void catchUp(TenantId tenant, long version) {
        database.update(
                "update record set version = greatest(version, ?), hash = '' where tenant = ?",
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
        database.update(
                """
                insert into record (tenant, id, hash, version, removed, row_id, day)
                select ?, id, hash, version, removed, row_id, date '1970-01-01' + day
                from unnest(?, ?, ?, ?, ?, ?) as given (id, hash, version, removed, row_id, day)
                on conflict (tenant, id) do update
                set hash = excluded.hash, version = excluded.version, removed = excluded.removed,
                    row_id = excluded.row_id, day = excluded.day
                """,
                tenant.value(),
                records.stream().map(Known::id).toArray(Long[]::new),
                records.stream().map(Known::hash).toArray(byte[][]::new),
                records.stream().map(Known::version).toArray(Long[]::new),
                records.stream().map(Known::removed).toArray(Boolean[]::new),
                records.stream().map(Known::row).toArray(Long[]::new),
                records.stream().map(record -> Database.day(record.day())).toArray(Integer[]::new));
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
