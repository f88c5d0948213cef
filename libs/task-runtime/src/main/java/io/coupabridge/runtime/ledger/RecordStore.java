package io.coupabridge.runtime.ledger;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was published of each record (a hash of its content and its version), and the references beside them. */
@ApplicationScoped
public class RecordStore {

    private final Database database;

    RecordStore(Database database) {
        this.database = database;
    }

    /**
     * A record as it was last published.
     *
     * @param hash of its content
     */
    public record Known(long id, byte[] hash, long version, boolean removed) {}

    public Map<Long, Known> known(TenantId tenant, Collection<Long> ids) {
        Map<Long, Known> known = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query(
                            "select id, hash, version, removed from record where tenant = ? and id = any (?)",
                            row -> new Known(row.getLong(1), row.getBytes(2), row.getLong(3), row.getBoolean(4)),
                            tenant.value(),
                            ids.toArray(Long[]::new))
                    .forEach(record -> known.put(record.id(), record));
        }
        return known;
    }

    public void store(TenantId tenant, List<Known> records) {
        if (records.isEmpty()) {
            return;
        }
        database.update(
                """
                insert into record (tenant, id, hash, version, removed)
                select ?, * from unnest(?, ?, ?, ?)
                on conflict (tenant, id) do update
                set hash = excluded.hash, version = excluded.version, removed = excluded.removed
                """,
                tenant.value(),
                records.stream().map(Known::id).toArray(Long[]::new),
                records.stream().map(Known::hash).toArray(byte[][]::new),
                records.stream().map(Known::version).toArray(Long[]::new),
                records.stream().map(Known::removed).toArray(Boolean[]::new));
    }

    public Map<Long, String> references(TenantId tenant, String kind, Collection<Long> ids) {
        Map<Long, String> references = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query(
                            "select id, text from reference where tenant = ? and kind = ? and id = any (?)",
                            row -> Map.entry(row.getLong(1), row.getString(2)),
                            tenant.value(),
                            kind,
                            ids.toArray(Long[]::new))
                    .forEach(entry -> references.put(entry.getKey(), entry.getValue()));
        }
        return references;
    }

    public void storeReferences(TenantId tenant, List<Reference> references) {
        if (references.isEmpty()) {
            return;
        }
        database.update(
                """
                insert into reference (tenant, kind, id, text)
                select distinct on (k, i) ?, k, i, t from unnest(?, ?, ?) as given (k, i, t)
                on conflict (tenant, kind, id) do update set text = excluded.text
                """,
                tenant.value(),
                references.stream().map(Reference::kind).toArray(String[]::new),
                references.stream().map(Reference::id).toArray(Long[]::new),
                references.stream().map(Reference::text).toArray(String[]::new));
    }
}
