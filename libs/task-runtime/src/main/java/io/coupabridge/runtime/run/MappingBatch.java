package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.RunScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Maps pages that were there together, and puts their records into JSON. A fault of a page is its own; a refusal of Coupa's
 * ends those behind it too. What is done is handed on when all are, or before Coupa is asked for something. Used by one
 * thread.
 */
final class MappingBatch implements Runnable, PageContext {

    private final List<UnmappedPage> pages;
    private final PassMapper mapper;
    private final Consumer<LaneEvent> events;
    private final BooleanSupplier closed;
    private final List<Begun> begun = new ArrayList<>();
    private List<LanePage> mapped = new ArrayList<>();
    private boolean askedCoupa;
    private long askedNanos;

    /** What look-ups for the page that is being completed have met. */
    private PutAside lookedUp = PutAside.NOTHING;

    /** @param closed whether what is not mapped yet need not be; asked before each page */
    MappingBatch(List<UnmappedPage> pages, PassMapper mapper, Consumer<LaneEvent> events, BooleanSupplier closed) {
        this.pages = pages;
        this.mapper = mapper;
        this.events = events;
        this.closed = closed;
    }

    private record Begun(UnmappedPage from, List<Long> rows, PageMapper.Draft draft) {}

    @Override
    public void run() {
        try {
            pages.forEach(this::read);
            complete();
        } finally {
            handOn(true);
        }
    }

    private void read(UnmappedPage page) {
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
                : mapper.pass().mapper().read(page, scope());
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
            if (closed.getAsBoolean()) {
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
        return references(wanted);
    }

    /** @param remembered is told what the page leaves: the pages behind it are published behind it */
    private void complete(Begun one, Map<String, Map<Long, String>> remembered) {
        UnmappedPage from = one.from();
        lookedUp = PutAside.NOTHING;
        MappedPage page = one.draft().complete(remembered, this);
        // before anybody is told of it: this may fail too
        EncodedPage encoded = EncodedPage.of(page, mapper.odd(from.page()).and(lookedUp));
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

    private void fail(UnmappedPage page, Throwable failure) {
        fail(page, failure, page.came().sentNanos());
    }

    /** As new as what was asked for besides, and not as old as the page. */
    private void refuse(UnmappedPage page, Throwable refusal) {
        fail(page, refusal, askedCoupa ? askedNanos : page.came().sentNanos());
    }

    private void fail(UnmappedPage page, Throwable failure, long sentNanos) {
        events.accept(page.failedInMapping(failure, sentNanos));
    }

    private void handOn(boolean last) {
        events.accept(new LaneEvent.PagesMapped(mapped, last, askedCoupa));
        mapped = new ArrayList<>();
    }

    @Override
    public RunScope scope() {
        return mapper.lookups().scope();
    }

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        return mapper.lookups().references(wanted);
    }

    @Override
    public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
        askedCoupa = true;
        askedNanos = System.nanoTime();
        handOn(false);
        Lookups.Rows found = mapper.lookups().find(resource, filters);
        lookedUp = lookedUp.and(mapper.aside().lookedUp(resource, found.odd()));
        return found.records();
    }
}
