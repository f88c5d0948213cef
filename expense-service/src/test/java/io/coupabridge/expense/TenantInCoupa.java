package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
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
import java.util.Set;
import java.util.TreeMap;

/** What a mapper may ask for: records of one tenant by their ids, and the references that its pages left. */
final class TenantInCoupa implements PageContext {

    private final Map<Long, ObjectNode> lines = new TreeMap<>();
    private final Map<Long, ObjectNode> reports = new TreeMap<>();
    private final Map<String, Map<Long, String>> references = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private int questions;
    private boolean ignoresFilters;
    private int most = Integer.MAX_VALUE;
    private RunScope scope;

    TenantInCoupa(RunScope scope) {
        this.scope = scope;
    }

    TenantInCoupa lines(ObjectNode... records) {
        for (ObjectNode record : records) {
            lines.put(record.get("id").longValue(), record);
        }
        return this;
    }

    TenantInCoupa reports(ObjectNode... records) {
        for (ObjectNode record : records) {
            reports.put(record.get("id").longValue(), record);
        }
        return this;
    }

    TenantInCoupa ignoringFilters() {
        ignoresFilters = true;
        return this;
    }

    /** An answer with more records is refused, as the runtime does from 10,000 on. */
    TenantInCoupa givingAtMost(int records) {
        most = records;
        return this;
    }

    TenantInCoupa in(RunScope otherScope) {
        scope = otherScope;
        return this;
    }

    /** Maps a page and remembers its references, as the runtime does once the page is published. */
    MappedPage publish(PageMapper mapper, Page page) {
        MappedPage mapped = mapper.map(page, this);
        remember(mapped);
        return mapped;
    }

    void remember(MappedPage mapped) {
        mapped.references()
                .forEach(reference -> references
                        .computeIfAbsent(reference.kind(), kind -> new HashMap<>())
                        .put(reference.id(), reference.text()));
    }

    /** As {@link #publishLines}, but without publishing. */
    MappedPage mapLines(ObjectNode... records) {
        return new ExpenseHandler().passes(scope).get(1).mapper().map(Expenses.page(records), this);
    }

    MappedPage publishLines(ObjectNode... records) {
        return publish(new ExpenseHandler().passes(scope).get(1).mapper(), Expenses.page(records));
    }

    MappedPage publishReports(ObjectNode... records) {
        return publish(new ExpenseHandler().passes(scope).get(0).mapper(), Expenses.page(records));
    }

    /** The pass over items, with these rows of them. */
    MappedPage publishItems(ObjectNode... records) {
        return publish(new ExpenseHandler().passes(scope).get(2).mapper(), Expenses.page(records));
    }

    /** What was asked for since the last call, such as {@code /api/expense_reports id in 7313}. */
    List<String> requests() {
        List<String> made = List.copyOf(requests);
        requests.clear();
        return made;
    }

    /** How often it was asked for references since the last call. */
    int questions() {
        int asked = questions;
        questions = 0;
        return asked;
    }

    @Override
    public RunScope scope() {
        return scope;
    }

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        questions++;
        Map<String, Map<Long, String>> found = new HashMap<>();
        wanted.forEach((kind, ids) -> {
            Map<Long, String> ofKind = new HashMap<>(references.getOrDefault(kind, Map.of()));
            ofKind.keySet().retainAll(Set.copyOf(ids));
            found.put(kind, ofKind);
        });
        return found;
    }

    @Override
    public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
        Filter filter = filters.get(0);
        requests.add(resource.path() + " " + filter.attribute() + " " + filter.operator() + " " + filter.value());
        Map<Long, ObjectNode> table = resource.path().endsWith("lines") ? lines : reports;
        Set<String> wanted = Set.of(filter.value().split(","));
        String key = filter.attribute().replace('_', '-');
        List<ObjectNode> found = table.values().stream()
                .filter(record -> ignoresFilters || wanted.contains(textOf(record.get(key))))
                .toList();
        if (found.size() > most) {
            throw new UnexpectedResponseException(Kind.TOO_MANY, "More than " + most + " records.");
        }
        return found;
    }

    private static String textOf(JsonNode value) {
        return value == null ? "" : value.asText();
    }
}
