package io.coupabridge.benchmark.row;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All rows, in the order in which they are measured. */
public final class Rows {

    private static final List<Row> ALL = List.of(
            new FullRead(10_000, Duration.ofMillis(50), true),
            new FullRead(10_000, Duration.ofMillis(300), true),
            new FullRead(100_000, Duration.ofMillis(1_000), false),
            new Ids(),
            new Busy(),
            new BothTasks(),
            new CpuPerRecord(),
            new Neighbour(),
            new Fairness(),
            new Increment(),
            new StartTime(),
            new ManyTenants(),
            new Capacity(),
            new Growth());

    private Rows() {}

    /** @throws IllegalArgumentException when there is none of that name; the message lists those that there are */
    public static List<Row> named(List<String> ids) {
        if (ids.isEmpty()) {
            return ALL;
        }
        return ids.stream().map(Rows::named).toList();
    }

    private static Row named(String id) {
        return ALL.stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no row '" + id + "'. There are "
                        + ALL.stream().map(Row::id).collect(Collectors.joining(", ")) + "."));
    }
}
