package io.coupabridge.runtime.run;

import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Resource;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows that are no records, as they go into quarantine.
 *
 * @param unnamed how many of them are of the task's records, and nobody knows which
 */
record PutAside(List<Unmappable> rows, int unnamed) {

    static final PutAside NOTHING = new PutAside(List.of(), 0);

    /**
     * Puts rows aside. Those of the lists that hold the task's records are named by their id or their place; those of
     * others by the name of their list too, since their ids are others.
     *
     * @param recordLists the paths of the lists that hold the task's records
     */
    record Rules(Set<String> recordLists) {

        /** The records of a task stand where it sweeps for them. */
        static Rules of(List<Pass> passes) {
            return new Rules(passes.stream()
                    .filter(pass -> pass.sweep() != null)
                    .map(pass -> pass.resource().path())
                    .collect(Collectors.toUnmodifiableSet()));
        }

        PutAside rows(Resource list, List<OddRow> odd) {
            if (odd.isEmpty()) {
                return NOTHING;
            }
            boolean ofRecords = recordLists.contains(list.path());
            String prefix = ofRecords ? "" : list.path().substring(list.path().lastIndexOf('/') + 1) + "/";
            List<Unmappable> rows = odd.stream()
                    .map(row -> Unmappable.named(prefix + row.name(), row.reason(), row.row()))
                    .toList();
            long unnamed = odd.stream().filter(row -> row.id() == null).count();
            return new PutAside(rows, ofRecords ? (int) unnamed : 0);
        }

        /** What a look-up beside a page met: rows of other lists are met again by the pass over their list. */
        PutAside lookedUp(Resource list, List<OddRow> odd) {
            return recordLists.contains(list.path()) ? rows(list, odd) : NOTHING;
        }
    }

    PutAside and(PutAside other) {
        if (other.rows.isEmpty()) {
            return this;
        }
        List<Unmappable> both = new ArrayList<>(rows);
        both.addAll(other.rows);
        return new PutAside(both, unnamed + other.unnamed);
    }
}
