package io.coupabridge.runtime.ledger;

import io.coupabridge.runtime.ledger.RecordStore.Found;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.RecordStore.Last;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Compares found records with what was published of them last. One that is found again is compared with what was found of it
 * before. Not thread-safe.
 */
public final class Changes {

    /** Each as it is once everything compared so far is published. */
    private final Map<Long, Known> known;

    private final Map<Long, Known> toStore = new LinkedHashMap<>();

    Changes(Map<Long, Known> known) {
        this.known = known;
    }

    /** @return what was published of the record before, one version below it; empty when the content is the same */
    public Optional<Last> compare(Found found) {
        Known last = known.get(found.id());
        boolean same = !last.removed() && Arrays.equals(last.hash(), found.hash());
        if (same && last.row() == found.row() && Objects.equals(last.day(), found.day())) {
            return Optional.empty();
        }
        long version = same ? last.version() : last.version() + 1;
        Known next = new Known(found.id(), found.hash(), version, false, found.row(), found.day());
        known.put(next.id(), next);
        toStore.put(next.id(), next);
        return same ? Optional.empty() : Optional.of(new Last(last.version(), last.removed()));
    }

    /** The records whose content or place has changed, as the ledger is to have them once they are published. */
    public List<Known> toStore() {
        return List.copyOf(toStore.values());
    }
}
