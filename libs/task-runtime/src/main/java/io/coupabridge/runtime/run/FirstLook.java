package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.lane.IdDensity;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.handler.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * A look at a list before it is read: at its newest ids; and while those are long in coming, at which ids are a few pages
 * behind its begin, so that by then there is enough to ask for. Hints, on which no record depends.
 */
final class FirstLook {

    private static final Logger LOG = Logger.getLogger(FirstLook.class);

    /** Whoever answers sooner needs few lanes, and the slots are better used for pages. */
    private static final Duration LONG = Duration.ofMillis(400);

    /** Behind 4, 16 and 64 pages, each with a record of the page before it. */
    private static final List<Long> RECORDS_BEHIND_THE_BEGIN = List.of(196L, 784L, 3_136L);

    private final Requests requests;
    private final Pass pass;
    private final Resource ids;
    private final Executor background;
    private final List<Known> known = new ArrayList<>();
    private BiConsumer<Long, Page> listener;
    private double idsAPage = IdDensity.UNKNOWN;
    private volatile boolean newestCame;

    /** @param background on which a slot may be waited for */
    FirstLook(Requests requests, Pass pass, Executor background) {
        this.requests = requests;
        this.pass = pass;
        this.ids = new Resource(pass.resource().path(), "[\"id\"]", Set.of("id"));
        this.background = background;
    }

    private record Known(long skipped, Page page) {}

    /** The ids of as many as in a page, since how they lie says how many there are; little to wait for. */
    Page newest(Duration waitForSlot) throws InterruptedException {
        if (requests.scope().mode() != RunMode.INCREMENTAL) {
            CompletableFuture.delayedExecutor(LONG.toMillis(), TimeUnit.MILLISECONDS, background)
                    .execute(this::lookBehindTheBegin);
        }
        try {
            Page newest = requests.get(PageRequest.newest(ids, pass.filters()), waitForSlot);
            idsAPage = newest.isEmpty() ? IdDensity.UNKNOWN : IdDensity.idsAPage(newest);
            return newest;
        } finally {
            newestCame = true;
        }
    }

    LanePlan plan(List<Range> remaining) {
        return new LanePlan(remaining, idsAPage, pass.filters().isEmpty());
    }

    /** Tells the ids that are known, and those that will be, with how many records are before each. */
    synchronized void tell(BiConsumer<Long, Page> whom) {
        listener = whom;
        known.forEach(page -> whom.accept(page.skipped(), page.page()));
        known.clear();
    }

    private void lookBehindTheBegin() {
        try {
            for (long records : RECORDS_BEHIND_THE_BEGIN) {
                if (!newestCame) {
                    lookBehind(records);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s is read without a look at where its records are.", pass.name());
        }
    }

    private void lookBehind(long records) throws InterruptedException {
        PageRequest page = new PageRequest(ids, pass.filters(), 0, PageRequest.LARGEST).skipping(records);
        requests.sendAside(page)
                .whenCompleteAsync(
                        (came, failure) -> {
                            if (failure instanceof ThrottledException throttled) {
                                requests.throttled(throttled);
                            } else if (failure == null) {
                                came(records, came);
                            }
                        },
                        background);
    }

    private synchronized void came(long skipped, Page page) {
        if (listener == null) {
            known.add(new Known(skipped, page));
        } else {
            listener.accept(skipped, page);
        }
    }
}
