package io.coupabridge.benchmark.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Reads the resource as ranges of ids, side by side, each page by page. For one reading. */
final class Lanes<T extends Identified> {

    private static final long OPEN_END = Long.MAX_VALUE;

    private final CoupaPages<T> coupa;
    private final int count;
    private final ExecutorService threads;
    private volatile Throwable failure;

    Lanes(CoupaPages<T> coupa, int count) {
        this.coupa = coupa;
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** The ids above {@code after} up to and including {@code upTo}. */
    record Range(int lane, long after, long upTo) {}

    /**
     * A page of a lane.
     *
     * @param after where the page starts
     * @param reached all records of the lane up to this id have been read with this page
     * @param records those within the lane
     */
    record LanePage<T>(int lane, long after, long reached, List<T> records) {}

    /** Takes the pages of all lanes, from their threads. */
    @FunctionalInterface
    interface Sink<T> {
        void take(LanePage<T> page) throws Exception;
    }

    /** Even ranges from the first id to the last; the last one is open, for what is added meanwhile. */
    List<Range> plan() {
        OptionalLong first = coupa.firstId();
        if (first.isEmpty()) {
            return List.of();
        }
        long start = first.getAsLong() - 1;
        long width = Math.max(1, (coupa.lastId().orElse(start) - start + count - 1) / count);
        List<Range> ranges = new ArrayList<>(count);
        for (int lane = 0; lane < count; lane++) {
            long after = start + lane * width;
            ranges.add(new Range(lane, after, lane == count - 1 ? OPEN_END : after + width));
        }
        return ranges;
    }

    /** Starts to read. */
    void start(List<Range> ranges, Sink<T> sink) {
        ranges.forEach(range -> threads.execute(() -> read(range, sink)));
        threads.shutdown();
    }

    /**
     * Whether all lanes have handed over all of their pages.
     *
     * @throws IllegalStateException when one of them has failed
     */
    boolean ended() {
        boolean ended = threads.isTerminated();
        if (failure != null) {
            throw new IllegalStateException("A lane failed: " + failure, failure);
        }
        return ended;
    }

    /** Waits for that. */
    void awaitEnd() throws InterruptedException {
        if (!threads.awaitTermination(1, TimeUnit.DAYS) || !ended()) {
            throw new IllegalStateException("The lanes do not end.");
        }
    }

    private void read(Range range, Sink<T> sink) {
        try {
            long after = range.after();
            while (after < range.upTo() && failure == null) {
                LanePage<T> page = page(range, after);
                sink.take(page);
                after = page.reached();
            }
        } catch (Throwable e) {
            // an Error too: a lane that is gone silently would be missing records
            failure = e;
        }
    }

    private LanePage<T> page(Range range, long after) {
        List<T> page = coupa.after(after);
        long last = page.isEmpty() ? OPEN_END : page.get(page.size() - 1).id();
        if (last < range.upTo()) {
            return new LanePage<>(range.lane(), after, last, page);
        }
        List<T> within =
                page.stream().filter(found -> found.id() <= range.upTo()).toList();
        return new LanePage<>(range.lane(), after, range.upTo(), within);
    }
}
