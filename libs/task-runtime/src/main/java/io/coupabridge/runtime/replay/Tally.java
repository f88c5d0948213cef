package io.coupabridge.runtime.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what was selected. Used by one thread. */
final class Tally {

    private static final int EXAMPLES = 10;

    /** No tenant's id: it has a space. */
    private static final String NOBODY = "not readable";

    private final Map<String, Integer> reasons = new HashMap<>();
    private final Map<String, Integer> tenants = new HashMap<>();
    private final Map<String, Integer> obstacles = new HashMap<>();
    private final List<Letter> examples = new ArrayList<>();
    private int selected;
    private int replayable;

    void add(Letter letter) {
        selected++;
        count(reasons, letter.reason());
        count(tenants, letter.tenantId() == null ? NOBODY : letter.tenantId());
        if (letter.replayable()) {
            replayable++;
        } else {
            count(obstacles, letter.obstacle());
        }
        if (examples.size() < EXAMPLES) {
            examples.add(letter);
        }
    }

    int selected() {
        return selected;
    }

    int replayable() {
        return replayable;
    }

    Report report(boolean dryRun, long read, List<Reread> rereads, Place next) {
        return new Report(
                dryRun,
                read,
                selected,
                replayable,
                mostFirst(reasons),
                mostFirst(tenants),
                mostFirst(obstacles),
                List.copyOf(examples),
                rereads,
                next);
    }

    private static void count(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static Map<String, Integer> mostFirst(Map<String, Integer> counts) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(count -> sorted.put(count.getKey(), count.getValue()));
        return sorted;
    }
}
