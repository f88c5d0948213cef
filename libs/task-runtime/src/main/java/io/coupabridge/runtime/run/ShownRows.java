package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows that Coupa showed when it was asked for them by their ids.
 *
 * @param page what they hold
 * @param records the ids of the records that are there: those of the rows, and of what is in them
 * @param unread the ids of rows of which it cannot be said what they hold: they prove nothing gone
 * @param unnamed whether there are rows that nobody can name: they may be any of those that were asked for
 */
record ShownRows(EncodedPage page, Set<Long> records, Set<Long> unread, boolean unnamed) {

    /**
     * @param pass one with a sweep
     * @throws RuntimeException as the mapper does
     */
    static ShownRows of(Lookups.Rows answer, Pass pass, PageContext coupa) {
        List<ObjectNode> rows = answer.records();
        MappedPage mapped =
                rows.isEmpty() ? MappedPage.NOTHING : pass.sweep().mapper().map(new Page(rows, null, 0, 0), coupa);
        PutAside aside = new PutAside.Rules(Set.of(pass.resource().path())).rows(pass.resource(), answer.odd());
        EncodedPage page = EncodedPage.of(mapped, new PutAside(aside.rows(), 0));
        Set<Long> records = new TreeSet<>(page.ids());
        rows.forEach(row -> records.add(row.get("id").longValue()));
        Set<Long> unread = new TreeSet<>(unread(rows, mapped));
        answer.odd().stream().map(OddRow::id).filter(Objects::nonNull).forEach(id -> {
            records.add(id);
            unread.add(id);
        });
        return new ShownRows(page, records, unread, aside.unnamed() > 0);
    }

    private static Set<Long> unread(List<ObjectNode> rows, MappedPage page) {
        boolean somethingIllegible = page.quarantined().stream()
                .anyMatch(unmappable -> unmappable.recordId().equals(Unmappable.UNKNOWN));
        return somethingIllegible
                ? rows.stream().map(row -> row.get("id").longValue()).collect(Collectors.toSet())
                : Unmappable.ids(page.quarantined());
    }

    /** Whether the record is there, or a row that may hold it. */
    boolean mayHold(Missing record) {
        return records.contains(record.id()) || unread.contains(record.row());
    }

    /** Whether it is certain that neither the record is there, nor a row that may hold it. */
    boolean lack(Missing record) {
        return !unnamed && !mayHold(record);
    }
}
