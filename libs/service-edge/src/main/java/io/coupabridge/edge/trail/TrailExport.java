package io.coupabridge.edge.trail;

import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads whole trails, a bounded part at a time, however slowly they are taken. Thread-safe. */
@Singleton
class TrailExport {

    private static final int AT_ONCE = 500;

    private final TrailDatabase database;

    TrailExport(TrailDatabase database) {
        this.database = database;
    }

    /** Takes the lines of an export in their order. */
    interface Sink {
        void accept(ExportLine line) throws IOException;
    }

    /**
     * What is to be exported.
     *
     * @param tenant one trail alone; null for all
     * @param from entries from that time on; null for all
     * @param to entries before that time; null for all
     */
    record Selection(TenantId tenant, Instant from, Instant to) {

        static final Selection ALL = new Selection(null, null, null);

        boolean complete() {
            return from == null && to == null;
        }
    }

    boolean has(TenantId tenant) {
        return head(tenant.value()).isPresent();
    }

    void write(Selection selection, Sink sink) throws IOException {
        long entries = 0;
        if (selection.tenant() != null) {
            entries = write(selection.tenant().value(), selection, sink);
        } else {
            Optional<String> tenant = next("");
            while (tenant.isPresent()) {
                entries += write(tenant.get(), selection, sink);
                tenant = next(tenant.get());
            }
        }
        String alone = selection.tenant() == null ? null : selection.tenant().value();
        sink.accept(ExportLine.of(new ExportLine.End(entries, selection.complete(), alone)));
    }

    private long write(String tenant, Selection selection, Sink sink) throws IOException {
        Optional<Anchor> head = head(tenant);
        if (head.isEmpty()) {
            return 0;
        }
        long after = selection.from() == null ? 0 : lastBefore(tenant, selection.from());
        if (selection.to() != null) {
            long entries = write(tenant, after, lastBefore(tenant, selection.to()), sink);
            sink.accept(ExportLine.of(head.get()));
            return entries;
        }
        Anchor last = head.get();
        long entries = write(tenant, after, last.position(), sink);
        // to the very end: names may have been erased while entries were read, and an entry at the end says so
        for (Anchor now = head(tenant).orElseThrow();
                now.position() > last.position();
                now = head(tenant).orElseThrow()) {
            entries += write(tenant, Math.max(after, last.position()), now.position(), sink);
            last = now;
        }
        sink.accept(ExportLine.of(last));
        return entries;
    }

    private long write(String tenant, long after, long last, Sink sink) throws IOException {
        long entries = 0;
        long position = after;
        List<TrailEntry> some = behind(tenant, position, last);
        while (!some.isEmpty()) {
            for (TrailEntry entry : some) {
                sink.accept(ExportLine.of(entry));
                position = entry.position();
                entries++;
            }
            some = behind(tenant, position, last);
        }
        return entries;
    }

    private Optional<Anchor> head(String tenant) {
        return database.inTransaction(connection -> TrailStore.head(connection, tenant));
    }

    private Optional<String> next(String after) {
        return database.inTransaction(connection -> TrailStore.next(connection, after));
    }

    private long lastBefore(String tenant, Instant time) {
        return database.inTransaction(connection -> TrailStore.lastBefore(connection, tenant, time));
    }

    private List<TrailEntry> behind(String tenant, long position, long last) {
        return database.inTransaction(connection -> TrailStore.behind(connection, tenant, position, last, AT_ONCE));
    }
}
