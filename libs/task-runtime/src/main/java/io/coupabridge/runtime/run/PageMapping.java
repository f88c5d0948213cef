package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Has the pages of a pass mapped on other threads, those that are there together in one go, so that what they need besides
 * is asked for once. Used by the run's thread alone.
 */
final class PageMapping {

    /** Mappers of one run at work side by side; one may wait, and must not keep other runs' from mapping. */
    static final int AT_ONCE = 4;

    /** Mapped and settled together when they are there: more would not be cheaper by much. */
    static final int PAGES_TOGETHER = 16;

    /** What comes in more than this is settled before more is taken: it is in memory as messages too until then. */
    static final int BYTES_TOGETHER = 2 << 20;

    private final Executor mappers;
    private final PageMapper mapper;
    private final PageContext context;
    private final Consumer<Answer> answers;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int bytesWaiting;
    private int beingMapped;
    private int atWork;
    private Duration linger = Duration.ZERO;
    private long startsAtNanos;

    /** @param answers takes a {@link Answer.Mapped} or {@link Answer.NotMapped} for what was started, on any thread */
    PageMapping(Executor mappers, PageMapper mapper, PageContext context, Consumer<Answer> answers) {
        this.mappers = mappers;
        this.mapper = mapper;
        this.context = context;
        this.answers = answers;
    }

    private record Waiting(Answer.Came came, Settlement settlement, Page page) {}

    /**
     * @param within the page, cut to its lane
     * @param linger how long it may wait for others, unless some wait already
     */
    void add(Answer.Came came, Settlement settlement, Page within, Duration linger) {
        if (waiting.isEmpty()) {
            holdBack(linger);
        }
        waiting.add(new Waiting(came, settlement, within));
        bytesWaiting += within.bytes();
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
        while (!waiting.isEmpty()
                && atWork < AT_ONCE
                && (noMore || enough() || System.nanoTime() - startsAtNanos >= 0)) {
            List<Waiting> together = new ArrayList<>();
            int bytes = 0;
            while (!waiting.isEmpty() && together.size() < PAGES_TOGETHER && bytes < BYTES_TOGETHER) {
                bytes += waiting.peek().page().bytes();
                together.add(waiting.remove());
            }
            bytesWaiting -= bytes;
            beingMapped += together.size();
            atWork++;
            mappers.execute(() -> answers.accept(mapped(together)));
            // those that are left over wait for others to go with
            holdBack(linger);
        }
    }

    private void holdBack(Duration longest) {
        linger = longest;
        startsAtNanos = System.nanoTime() + longest.toNanos();
    }

    /** A mapper has ended, with so many pages. */
    void ended(int pages) {
        atWork--;
        beingMapped -= pages;
    }

    private boolean enough() {
        return waiting.size() >= PAGES_TOGETHER || bytesWaiting >= BYTES_TOGETHER;
    }

    private Answer mapped(List<Waiting> together) {
        try {
            List<MappedPage> pages =
                    mapper.mapAll(together.stream().map(Waiting::page).toList(), context);
            List<LanePage> mapped = new ArrayList<>(together.size());
            for (int i = 0; i < together.size(); i++) {
                Waiting one = together.get(i);
                mapped.add(new LanePage(
                        one.settlement(), rows(one.page()), one.page().bytes(), pages.get(i)));
            }
            return new Answer.Mapped(mapped);
        } catch (RuntimeException | Error e) {
            Answer.Came last = together.get(together.size() - 1).came();
            return new Answer.NotMapped(new Answer.Failed(
                    together.stream().map(one -> one.came().lane()).toList(), last.sentNanos(), last.with(), e));
        }
    }

    private static List<Long> rows(Page page) {
        List<Long> rows = new ArrayList<>(page.records().size());
        page.records().forEach(record -> rows.add(record.get("id").longValue()));
        return rows;
    }
}
