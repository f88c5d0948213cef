package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
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

    private final Database database;

    RecordStore(Database database) {
        this.database = database;
    }

    /**
     * A record as it was last published. As JSON it is an array, since a pending page holds hundreds:
     * what is added goes to its end, here and in {@link KnownJson}.
     *
     * @param hash of its content
     * @param row the id of the row of Coupa's that it was last found in
     * @param day the day by which Coupa puts that row into a window; null when it has none
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonSerialize(using = KnownJson.class)
    public record Known(long id, byte[] hash, long version, boolean removed, long row, LocalDate day) {

        /** The same content, found there. */
        public Known foundIn(long foundRow, LocalDate foundDay) {
            return new Known(id, hash, version, removed, foundRow, foundDay);
        }

        /** One version on: gone from Coupa. */
        public Known gone() {
            return new Known(id, hash, version + 1, true, row, day);
        }
    }

    public Map<Long, Known> known(TenantId tenant, Collection<Long> ids) {
        Map<Long, Known> known = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query(
                            // the limit: see the references
                            """
                            select wanted.id, hash, version, removed, row_id, day
                            from unnest(?) as wanted (id)
                            cross join lateral (
                                select hash, version, removed, row_id, day from record
                                where tenant = ? and id = wanted.id
                                limit 1) found
                            """, RecordStore::known, ids.toArray(Long[]::new), tenant.value())
                    .forEach(record -> known.put(record.id(), record));
        }
        return known;
    }

    /** @param records one for each id */
    public void store(TenantId tenant, List<Known> records) {
        if (records.isEmpty()) {
            return;
        }
        int count = records.size();
        Long[] ids = new Long[count];
        byte[][] hashes = new byte[count][];
        Long[] versions = new Long[count];
        Boolean[] removed = new Boolean[count];
        Long[] rows = new Long[count];
        Integer[] days = new Integer[count];
        for (int i = 0; i < count; i++) {
            Known record = records.get(i);
            ids[i] = record.id();
            hashes[i] = record.hash();
            versions[i] = record.version();
            removed[i] = record.removed();
            rows[i] = record.row();
            days[i] = record.day() == null ? null : Math.toIntExact(record.day().toEpochDay());
        }
        database.update("""
                insert into record (tenant, id, hash, version, removed, row_id, day)
                select ?, id, hash, version, removed, row_id, date '1970-01-01' + day
                from unnest(?, ?, ?, ?, ?, ?) as given (id, hash, version, removed, row_id, day)
                on conflict (tenant, id) do update
                set hash = excluded.hash, version = excluded.version, removed = excluded.removed,
                    row_id = excluded.row_id, day = excluded.day
                """, tenant.value(), ids, hashes, versions, removed, rows, days);
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
