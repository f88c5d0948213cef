package io.coupabridge.runtime.run;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How long a page that is there waits for others to be mapped and settled with: about as long as settling takes. Used by
 * the run's thread.
 */
final class Linger {

    /** At most: a tenant's first record must not wait long. */
    static final Duration LONGEST = Duration.ofMillis(50);

    /** At least as long, when pages come in numbers: settling three a moment earlier costs what settling twenty does. */
    static final Duration LEAST = Duration.ofMillis(20);

    /** The same while nothing was settled yet: lanes start together, and the first of their pages are soon followed. */
    static final Duration FIRST = Duration.ofMillis(10);

    private final TimeSlice time;
    private Duration linger = FIRST;

    Linger(TimeSlice time) {
        this.time = time;
    }

    /** @param stillToDo pages that are not settled, or not told to the slice: its last ones wait for each other */
    Duration longest(int stillToDo) {
        return time.asksNoMore(stillToDo) ? LONGEST : linger;
    }

    /** So many pages with rows were settled together. */
    void settled(long pages, Duration publishing) {
        // one that came alone is followed by another after a while, and waiting for it would gain nothing
        linger = pages == 1 ? Duration.ZERO : within(LEAST, publishing, LONGEST);
    }

    /**
     * From the last byte of a page until it was settled, on average; but no more than waiting for others, and for the
     * publication before its own, can take. With more lanes, pages that wait for a processor, or for what a mapper asks for,
     * would wait longer.
     */
    static Duration waited(List<LanePage> pages, Duration publishing) {
        long now = System.nanoTime();
        double nanos = pages.stream()
                .mapToLong(page -> now - page.cameNanos())
                .average()
                .orElse(0);
        Duration most = publishing.multipliedBy(2).plus(LONGEST);
        return within(Duration.ZERO, Duration.ofNanos((long) nanos), most);
    }

    private static Duration within(Duration least, Duration time, Duration most) {
        return Collections.min(List.of(Collections.max(List.of(time, least)), most));
    }
}
