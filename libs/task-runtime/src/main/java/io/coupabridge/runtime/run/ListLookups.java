package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.runtime.handler.RunScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Looks rows up beside the pages of a pass, page by page and one request after the other. Thread-safe. */
final class ListLookups implements Lookups {

    /** What a mapper asks for besides its page is held in memory; more means that a filter was ignored. */
    private static final int MOST_FETCHED = 10_000;

    private final CoupaSession session;
    private final Patience patience;

    /** @param patience for each request */
    ListLookups(CoupaSession session, Patience patience) {
        this.session = session;
        this.patience = patience;
    }

    @Override
    public RunScope scope() {
        return session.scope();
    }

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        return session.references().of(scope().tenant(), wanted);
    }

    @Override
    public Rows find(Resource resource, List<Filter> filters) {
        return find(resource, filters, page -> {});
    }

    /**
     * The rows with these ids.
     *
     * @throws UnexpectedResponseException when Coupa shows others too: what it does not show then proves nothing
     */
    Rows findNothingBut(Resource resource, Set<Long> ids) {
        return find(resource, List.of(Filter.in("id", ids)), page -> refuseOthers(resource, page, ids));
    }

    private static void refuseOthers(Resource resource, Page page, Set<Long> ids) {
        boolean surplus = page.ids().stream().anyMatch(id -> !ids.contains(id));
        if (surplus) {
            throw new UnexpectedResponseException(
                    UnexpectedResponseException.Kind.INCOMPLETE,
                    "Coupa answers " + resource.path() + " with other records than those whose ids were asked for.");
        }
    }

    private Rows find(Resource resource, List<Filter> filters, Consumer<Page> check) {
        try {
            return read(resource, filters, check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading from Coupa.", e);
        }
    }

    /** @param check refuses pages */
    private Rows read(Resource resource, List<Filter> filters, Consumer<Page> check) throws InterruptedException {
        List<ObjectNode> found = new ArrayList<>();
        List<OddRow> odd = new ArrayList<>();
        LongSummaryStatistics ids = namedIds(filters);
        long first = ids.getCount() == 0 ? 0 : ids.getMin() - 1;
        long last = ids.getCount() == 0 ? Long.MAX_VALUE : ids.getMax();
        PageRequest request = new PageRequest(resource, filters, first, session.pageSize());
        Page page = session.keys().get(request, patience);
        while (!page.isEmpty()) {
            check.accept(page);
            found.addAll(page.records());
            odd.addAll(page.odd());
            if (found.size() + odd.size() > MOST_FETCHED) {
                throw tooMany(resource, filters.get(0));
            }
            if (!page.hasCursor()) {
                requireLast(page, request);
            }
            if (!page.hasCursor() || page.lastId() >= last) {
                break;
            }
            request = request.after(page.lastId());
            page = session.keys().get(request, patience);
        }
        return new Rows(found, odd);
    }

    /** Behind a page without an id nothing can be asked for, so the list is looked at from its other end. */
    private void requireLast(Page page, PageRequest request) throws InterruptedException {
        if (!page.showsNothingBut(session.awaited().get(request.fromTheEnd(), patience))) {
            throw session.requests().withoutCursor(request.resource());
        }
    }

    private static UnexpectedResponseException tooMany(Resource resource, Filter filter) {
        return new UnexpectedResponseException(
                UnexpectedResponseException.Kind.TOO_MANY,
                "Coupa answers " + resource.path() + " with more than " + MOST_FETCHED
                        + " records: it ignores the filter " + filter.attribute() + ".");
    }

    /** Records that are named by their ids lie between the lowest and the highest: there is no need to look for more. */
    private static LongSummaryStatistics namedIds(List<Filter> filters) {
        return filters.stream()
                .filter(filter ->
                        filter.attribute().equals("id") && filter.operator().equals("in"))
                .flatMap(filter -> Arrays.stream(filter.value().split(",")))
                .mapToLong(Long::parseLong)
                .summaryStatistics();
    }
}
