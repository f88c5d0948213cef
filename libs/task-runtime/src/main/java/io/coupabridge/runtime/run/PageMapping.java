package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Has the pages of a pass mapped, and their records put into JSON, on other threads. Those that are there together go
 * together, so that what is remembered of them is asked for once. A fault of a page is its own; a refusal of Coupa's ends
 * those behind it too. Used by the run's thread alone, but for what a {@link Batch} does.
 */
final class PageMapping {

    /** Mappers of one run at work side by side; one may wait, and must not keep other runs' from mapping. */
    static final int AT_ONCE = 4;

    /** Mapped and settled together when they are there: more would not be cheaper by much. */
    static final int PAGES_TOGETHER = 32;

    /** What comes in more than this is settled before more is taken: it is in memory as messages too until then. */
    static final int BYTES_TOGETHER = 2 << 20;

    private final Executor mappers;
    private final Pass pass;
    private final PutAside.Rules aside;
    private final Lookups context;
    private final Consumer<Answer> answers;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private Duration linger = Duration.ZERO;
    private long startsAtNanos;
    private int bytesWaiting;
    private int beingMapped;
    private int atWork;
    private boolean asksCoupa;
    private volatile boolean closed;

    /**
     * @param answers takes an {@link Answer.Mapped} or a {@link Answer.Failed} for each page that was started, and for each
     *     mapper a last {@link Answer.Mapped}; on any thread
     */
    PageMapping(Executor mappers, Pass pass, PutAside.Rules aside, Lookups context, Consumer<Answer> answers) {
        this.mappers = mappers;
        this.pass = pass;
        this.aside = aside;
        this.context = context;
        this.answers = answers;
    }

    private record Waiting(Answer.Came came, Settlement settlement, Page page) {}

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
        // beside others a few would be mapped first, and settled apart
        startWhile(() -> (noMore && beingMapped == 0) || enough() || System.nanoTime() - startsAtNanos >= 0);
    }

    /** Starts mapping what others would not make cheaper. */
    void startFull() {
        startWhile(this::enough);
    }

    private void startWhile(BooleanSupplier due) {
        while (!waiting.isEmpty() && atWork < AT_ONCE && due.getAsBoolean()) {
            List<Waiting> together = next();
            beingMapped += together.size();
            atWork++;
            mappers.execute(new Batch(together));
            // those that are left over wait for others to go with
            holdBack(linger);
        }
    }

    /** The run has taken what a mapper did. */
    void took(Answer.Mapped mapped) {
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
        for (Waiting page : waiting) {
            Answer.Came came = page.came();
            answers.accept(new Answer.Failed(
                    page.settlement().lane(),
                    came.sentNanos(),
                    came.with(),
                    new CancellationException("Given up."),
                    false));
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

    private List<Waiting> next() {
        int most = asksCoupa ? 1 : PAGES_TOGETHER;
        List<Waiting> together = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && together.size() < most && bytes < BYTES_TOGETHER) {
            bytes += waiting.peek().page().bytes();
            together.add(waiting.remove());
        }
        bytesWaiting -= bytes;
        return together;
    }

    /** Maps pages, on a thread of its own. What is done is handed on when all are, or before Coupa is asked for something. */
    private final class Batch implements Runnable, PageContext {

        private final List<Waiting> pages;
        private final List<Begun> begun = new ArrayList<>();
        private List<LanePage> mapped = new ArrayList<>();
        private boolean askedCoupa;
        private long askedNanos;

        /** What look-ups for the page that is being completed have met. */
        private PutAside lookedUp = PutAside.NOTHING;

        Batch(List<Waiting> pages) {
            this.pages = pages;
        }

        private record Begun(Waiting from, List<Long> rows, PageMapper.Draft draft) {}

        @Override
        public void run() {
            try {
                pages.forEach(this::read);
                complete();
            } finally {
                handOn(true);
            }
        }

        private void read(Waiting page) {
            try {
                // its rows now, while it is in the processor's cache
                begun.add(new Begun(page, page.page().ids(), draft(page.page())));
            } catch (RuntimeException | Error e) {
                fail(page, e);
            }
        }

        private PageMapper.Draft draft(Page page) {
            return page.records().isEmpty()
                    ? PageMapper.Draft.of(MappedPage.NOTHING)
                    : pass.mapper().read(page, context.scope());
        }

        private void complete() {
            Map<String, Map<Long, String>> remembered;
            try {
                remembered = remembered();
            } catch (RuntimeException | Error e) {
                begun.forEach(one -> fail(one.from(), e));
                return;
            }
            Throwable refusal = null;
            for (Begun one : begun) {
                if (closed) {
                    return;
                }
                if (refusal != null) {
                    refuse(one.from(), refusal);
                    continue;
                }
                try {
                    complete(one, remembered);
                } catch (CoupaException | BudgetException | CancellationException | ExpiredTokenException e) {
                    // the others would ask Coupa too, before anybody could react to this
                    refusal = e;
                    refuse(one.from(), e);
                } catch (RuntimeException | Error e) {
                    fail(one.from(), e);
                }
            }
        }

        private Map<String, Map<Long, String>> remembered() {
            Map<String, List<Long>> wanted = new HashMap<>();
            for (Begun one : begun) {
                one.draft()
                        .wanted()
                        .forEach((kind, ids) -> wanted.computeIfAbsent(kind, first -> new ArrayList<>())
                                .addAll(ids));
            }
            return context.references(wanted);
        }

        /** @param remembered is told what the page leaves: the pages behind it are published behind it */
        private void complete(Begun one, Map<String, Map<Long, String>> remembered) {
            Waiting from = one.from();
            lookedUp = PutAside.NOTHING;
            MappedPage page = one.draft().complete(remembered, this);
            // before anybody is told of it: this may fail too
            EncodedPage encoded = EncodedPage.of(
                    page, aside.rows(pass.resource(), from.page().odd()).and(lookedUp));
            page.references()
                    .forEach(reference -> remembered.computeIfPresent(reference.kind(), (kind, texts) -> {
                        texts.put(reference.id(), reference.text());
                        return texts;
                    }));
            mapped.add(new LanePage(
                    from.settlement(),
                    from.came().cameNanos(),
                    one.rows(),
                    from.page().bytes(),
                    encoded));
        }

        private void fail(Waiting page, Throwable failure) {
            fail(page, failure, page.came().sentNanos());
        }

        /** As new as what was asked for besides, and not as old as the page. */
        private void refuse(Waiting page, Throwable refusal) {
            fail(page, refusal, askedCoupa ? askedNanos : page.came().sentNanos());
        }

        private void fail(Waiting page, Throwable failure, long sentNanos) {
            Answer.Came came = page.came();
            answers.accept(new Answer.Failed(page.settlement().lane(), sentNanos, came.with(), failure, true));
        }

        private void handOn(boolean last) {
            answers.accept(new Answer.Mapped(mapped, last, askedCoupa));
            mapped = new ArrayList<>();
        }

        @Override
        public RunScope scope() {
            return context.scope();
        }

        @Override
        public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
            return context.references(wanted);
        }

        @Override
        public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
            askedCoupa = true;
            askedNanos = System.nanoTime();
            handOn(false);
            Lookups.Rows found = context.find(resource, filters);
            lookedUp = lookedUp.and(aside.lookedUp(resource, found.odd()));
            return found.records();
        }
    }
}
