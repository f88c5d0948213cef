package io.coupabridge.runtime.run;

import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.message.Content;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A mapped page whose records are in the form that is published. Made where the page is mapped, while it is still in the
 * processor's cache; what it was made from need not wait in memory until it is settled.
 *
 * @param unnamed how many of those put aside are records that nobody can name
 */
record EncodedPage(
        List<Encoded> records,
        List<Unmappable> quarantined,
        List<Reference> references,
        Set<String> observations,
        int unnamed) {

    static final EncodedPage NOTHING = of(MappedPage.NOTHING);

    /** A record, and where in Coupa it was found, as in {@link MappedPage.Found}. */
    record Encoded(Content content, long row, LocalDate day) implements RecordStore.Found {

        @Override
        public long id() {
            return content.recordId();
        }

        @Override
        public byte[] hash() {
            return content.hash();
        }
    }

    /** @throws IllegalStateException when a record has no JSON form, which is a fault of this program */
    static EncodedPage of(MappedPage page) {
        return of(page, PutAside.NOTHING);
    }

    /**
     * @param aside put aside beside what the mapper did
     * @throws IllegalStateException when a record has no JSON form, which is a fault of this program
     */
    static EncodedPage of(MappedPage page, PutAside aside) {
        List<Encoded> records = new ArrayList<>(page.found().size());
        for (Found found : page.found()) {
            records.add(new Encoded(Content.of(found.record()), found.row(), found.day()));
        }
        List<Unmappable> quarantined = new ArrayList<>(page.quarantined());
        quarantined.addAll(aside.rows());
        return new EncodedPage(records, quarantined, page.references(), page.observations(), aside.unnamed());
    }

    /** How many there are, be they found or put aside. */
    int size() {
        return records.size() + quarantined.size();
    }

    /** The ids of what was found or put aside, as far as they can be read. */
    List<Long> ids() {
        List<Long> ids = new ArrayList<>(size());
        for (Encoded record : records) {
            ids.add(record.id());
        }
        ids.addAll(Unmappable.ids(quarantined));
        return ids;
    }
}
