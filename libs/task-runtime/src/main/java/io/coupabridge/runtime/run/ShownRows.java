package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows that Coupa showed when it was asked for them by their ids.
 *
 * @param page what they hold
 * @param records the ids of the records that are there: those of the rows, and of what is in them
 * @param unread the ids of rows of which it cannot be said what they hold: they prove nothing gone
 */
record ShownRows(EncodedPage page, Set<Long> records, Set<Long> unread) {

    /** @throws RuntimeException as the mapper does */
    static ShownRows of(List<ObjectNode> rows, PageMapper mapper, PageContext coupa) {
        MappedPage mapped = rows.isEmpty() ? MappedPage.NOTHING : mapper.map(new Page(rows, null, 0, 0), coupa);
        EncodedPage page = EncodedPage.of(mapped);
        Set<Long> records = new TreeSet<>(page.ids());
        rows.forEach(row -> records.add(row.get("id").longValue()));
        return new ShownRows(page, records, unread(rows, mapped));
    }

    private static Set<Long> unread(List<ObjectNode> rows, MappedPage page) {
        boolean somethingIllegible = page.quarantined().stream()
                .anyMatch(unmappable -> unmappable.recordId().equals(Unmappable.UNKNOWN));
        return somethingIllegible
                ? rows.stream().map(row -> row.get("id").longValue()).collect(Collectors.toSet())
                : Unmappable.ids(page.quarantined());
    }

    /** Whether neither the record is there, nor a row that may hold it. */
    boolean lack(Missing record) {
        return !records.contains(record.id()) && !unread.contains(record.row());
    }
}
