package io.coupabridge.runtime.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Has the pages of a pass mapped. Those that are there together go together, so that what is remembered of them is asked
 * for once. Used by the run's thread.
 *
 * <p>Mapping is done on other threads, as {@link MappingBatch}es: a mapper may wait for Coupa, and the run's thread settles
 * the pages before meanwhile.
 */
final class PageMapping {

    /** Mappers of one run at work side by side; one may wait, and must not keep other runs' from mapping. */
    static final int AT_ONCE = 4;

    /** Mapped and settled together when they are there: more would not be cheaper by much. */
    static final int PAGES_TOGETHER = 32;

    /** What comes in more than this is settled before more is taken: it is in memory as messages too until then. */
    static final int BYTES_TOGETHER = 2 << 20;

    private final Executor mappers;
    private final PassMapper mapper;
    private final Consumer<LaneEvent> events;
    private final Queue<UnmappedPage> waiting = new ArrayDeque<>();
    private Duration linger = Duration.ZERO;
    private long startsAtNanos;
    private int bytesWaiting;
    private int beingMapped;
    private int atWork;
    private boolean asksCoupa;
    private volatile boolean closed;

    /**
     * @param events takes a {@link LaneEvent.PagesMapped} or a {@link LaneEvent.PageFailed} for each page that was started,
     *     and for each mapper a last {@link LaneEvent.PagesMapped}; on any thread
     */
    PageMapping(Executor mappers, PassMapper mapper, Consumer<LaneEvent> events) {
        this.mappers = mappers;
        this.mapper = mapper;
        this.events = events;
    }

    /** @param longest how long it may wait for others, unless some wait already */
    void add(UnmappedPage page, Duration longest) {
        if (waiting.isEmpty()) {
            holdBack(longest);
        }
        waiting.add(page);
        bytesWaiting += page.page().bytes();
    }

    /** How many pages wait or are being mapped. */
    int size() {
        return waiting.size() + beingMapped;
    }

    /** Whether pages wait for nothing but for others, and not beyond this time. */
    boolean startsBefore(long deadlineNanos) {
        return !waiting.isEmpty() && atWork < AT_ONCE && startsAtNanos - deadlineNanos < 0;
    }

    /** When those that wait will have waited long enough. */
    long startsAt() {
        return startsAtNanos;
    }

    /**
     * Starts mapping what need not wait any longer.
     *
     * @param noMore whether no other page is on its way
     */
    void start(boolean noMore) {
        // beside others a few would be mapped first, and settled apart
        startWhile(() -> (noMore && beingMapped == 0) || enough() || System.nanoTime() - startsAtNanos >= 0);
    }

    /** Starts mapping what others would not make cheaper. */
    void startFull() {
        startWhile(this::enough);
    }

    private void startWhile(BooleanSupplier due) {
        while (!waiting.isEmpty() && atWork < AT_ONCE && due.getAsBoolean()) {
            List<UnmappedPage> together = next();
            beingMapped += together.size();
            atWork++;
            mappers.execute(new MappingBatch(together, mapper, events, () -> closed));
            // those that are left over wait for others to go with
            holdBack(linger);
        }
    }

    /** The run has taken what a mapper did. */
    void took(LaneEvent.PagesMapped mapped) {
        beingMapped -= mapped.pages().size();
        if (mapped.last()) {
            atWork--;
        }
        // then the next pages go alone, so that several of them ask side by side
        asksCoupa = mapped.askedCoupa();
    }

    /** The run has taken the failure of one page. */
    void tookFailure() {
        beingMapped--;
    }

    /** What those at work have asked Coupa for is given up: those that wait would ask in vain too, and fail like them. */
    void giveUp() {
        for (UnmappedPage page : waiting) {
            events.accept(page.failed(new CancellationException("Given up.")));
        }
        waiting.clear();
        bytesWaiting = 0;
    }

    /** What is not mapped yet need not be. */
    void close() {
        closed = true;
    }

    /** Those that wait do so for this time from now on, unless they are enough. */
    void holdBack(Duration longest) {
        linger = longest;
        startsAtNanos = System.nanoTime() + longest.toNanos();
    }

    private boolean enough() {
        return asksCoupa || waiting.size() >= PAGES_TOGETHER || bytesWaiting >= BYTES_TOGETHER;
    }

    private List<UnmappedPage> next() {
        int most = asksCoupa ? 1 : PAGES_TOGETHER;
        List<UnmappedPage> together = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && together.size() < most && bytes < BYTES_TOGETHER) {
            bytes += waiting.peek().page().bytes();
            together.add(waiting.remove());
        }
        bytesWaiting -= bytes;
        return together;
    }
}
