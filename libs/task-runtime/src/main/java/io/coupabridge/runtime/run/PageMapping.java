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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Has the pages of a pass mapped on other threads, those that are there together in one go, so that what is remembered of
 * them is asked for once. Each fails by itself. Used by the run's thread alone.
 */
final class PageMapping {

    /** Mappers of one run at work side by side; one may wait, and must not keep other runs' from mapping. */
    static final int AT_ONCE = 4;

    /** Mapped and settled together when they are there: more would not be cheaper by much. */
    static final int PAGES_TOGETHER = 16;

    /** What comes in more than this is settled before more is taken: it is in memory as messages too until then. */
    static final int BYTES_TOGETHER = 2 << 20;

    /** A mapper that takes longer waits for Coupa: its pages are handed on as they are done, and the next ones go alone. */
    private static final Duration SLOW = Duration.ofMillis(100);

    private final Executor mappers;
    private final PageMapper mapper;
    private final PageContext context;
    private final Consumer<Answer> answers;
    private final Duration slowAfter;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private Duration linger = Duration.ZERO;
    private long startsAtNanos;
    private int bytesWaiting;
    private int beingMapped;
    private int atWork;
    private boolean slow;
    private volatile boolean closed;

    /**
     * @param answers takes an {@link Answer.Mapped} or a {@link Answer.Failed} for each page that was started, and for each
     *     mapper a last {@link Answer.Mapped}; on any thread
     */
    PageMapping(Executor mappers, PageMapper mapper, PageContext context, Consumer<Answer> answers) {
        this(mappers, mapper, context, answers, SLOW);
    }

    PageMapping(
            Executor mappers, PageMapper mapper, PageContext context, Consumer<Answer> answers, Duration slowAfter) {
        this.mappers = mappers;
        this.mapper = mapper;
        this.context = context;
        this.answers = answers;
        this.slowAfter = slowAfter;
    }

    private record Waiting(Answer.Came came, Settlement settlement, Page page) {}

    private record Begun(Waiting from, PageMapper.Draft draft) {}

    /**
     * @param within the page, cut to its lane
     * @param longest how long it may wait for others, unless some wait already
     */
    void add(Answer.Came came, Settlement settlement, Page within, Duration longest) {
        if (waiting.isEmpty()) {
            holdBack(longest);
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
            List<Waiting> together = next();
            beingMapped += together.size();
            atWork++;
            mappers.execute(() -> map(together));
            // those that are left over wait for others to go with
            holdBack(linger);
        }
    }

    /** The run has taken what a mapper did. */
    void took(Answer.Mapped mapped) {
        beingMapped -= mapped.pages().size();
        if (mapped.last()) {
            atWork--;
            slow = mapped.slow();
        }
    }

    /** The run has taken the failure of one page. */
    void tookFailure() {
        beingMapped--;
    }

    /** What is not mapped yet need not be. */
    void close() {
        closed = true;
    }

    private void holdBack(Duration longest) {
        linger = longest;
        startsAtNanos = System.nanoTime() + longest.toNanos();
    }

    private boolean enough() {
        return slow || waiting.size() >= PAGES_TOGETHER || bytesWaiting >= BYTES_TOGETHER;
    }

    private List<Waiting> next() {
        int most = slow ? 1 : PAGES_TOGETHER;
        List<Waiting> together = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && together.size() < most && bytes < BYTES_TOGETHER) {
            bytes += waiting.peek().page().bytes();
            together.add(waiting.remove());
        }
        bytesWaiting -= bytes;
        return together;
    }

    private void map(List<Waiting> together) {
        long told = System.nanoTime();
        boolean waited = false;
        List<LanePage> mapped = new ArrayList<>();
        try {
            List<Begun> begun = read(together);
            Map<String, Map<Long, String>> remembered = remembered(begun);
            for (Begun one : begun) {
                if (remembered != null && !closed) {
                    complete(one, remembered, mapped);
                }
                if (System.nanoTime() - told > slowAfter.toNanos()) {
                    answers.accept(new Answer.Mapped(List.copyOf(mapped), false, true));
                    mapped.clear();
                    waited = true;
                    told = System.nanoTime();
                }
            }
        } finally {
            answers.accept(new Answer.Mapped(List.copyOf(mapped), true, waited));
        }
    }

    private List<Begun> read(List<Waiting> together) {
        List<Begun> begun = new ArrayList<>(together.size());
        for (Waiting one : together) {
            try {
                begun.add(new Begun(one, mapper.read(one.page(), context.scope())));
            } catch (RuntimeException | Error e) {
                fail(one, e);
            }
        }
        return begun;
    }

    /** @return null when nobody can tell, and so all have failed */
    private Map<String, Map<Long, String>> remembered(List<Begun> begun) {
        Map<String, Set<Long>> wanted = new HashMap<>();
        for (Begun one : begun) {
            one.draft()
                    .wanted()
                    .forEach((kind, ids) -> wanted.computeIfAbsent(kind, first -> new HashSet<>())
                            .addAll(ids));
        }
        try {
            return wanted.isEmpty() ? new HashMap<>() : context.references(wanted);
        } catch (RuntimeException | Error e) {
            begun.forEach(one -> fail(one.from(), e));
            return null;
        }
    }

    /** @param remembered is told what the page leaves: the pages behind it are published behind it */
    private void complete(Begun one, Map<String, Map<Long, String>> remembered, List<LanePage> mapped) {
        Waiting from = one.from();
        try {
            MappedPage page = one.draft().complete(remembered, context);
            page.references()
                    .forEach(reference -> remembered.computeIfPresent(reference.kind(), (kind, texts) -> {
                        texts.put(reference.id(), reference.text());
                        return texts;
                    }));
            mapped.add(new LanePage(
                    from.settlement(), rows(from.page()), from.page().bytes(), page));
        } catch (RuntimeException | Error e) {
            fail(from, e);
        }
    }

    private void fail(Waiting one, Throwable failure) {
        Answer.Came came = one.came();
        answers.accept(new Answer.Failed(came.lane(), came.sentNanos(), came.with(), failure, true));
    }

    private static List<Long> rows(Page page) {
        List<Long> rows = new ArrayList<>(page.records().size());
        page.records().forEach(record -> rows.add(record.get("id").longValue()));
        return rows;
    }
}
