package io.coupabridge.example;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import java.util.HashMap;
import java.util.Map;

/** The latest version of each record. In memory here; in your service a table with the same rule. */
final class LatestRecords<R extends DiscoveredRecord> {

    private final Map<String, R> records = new HashMap<>();

    /** @return whether it was news: a version that is not higher than the one held is ignored */
    boolean take(String key, R record) {
        R held = records.get(key);
        if (held != null && record.version() <= held.version()) {
            return false;
        }
        // a removed record leaves its version behind: a lower one that comes late must not bring it back
        records.put(key, record);
        return true;
    }

    /** A null value asks for this. */
    void forget(String key) {
        records.remove(key);
    }

    /** How many records Coupa has. */
    long size() {
        return records.values().stream()
                .filter(record -> record.change() != Change.REMOVED)
                .count();
    }
}
