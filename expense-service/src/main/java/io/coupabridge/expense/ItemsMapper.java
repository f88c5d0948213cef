package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.expense.LinesMapper.PageFacts;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.RunScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Publishes lines that were split into items and did not show it. Where Coupa shows items in rows of their own only, a
 * line and its items may be on different pages, read side by side; so this is looked after when all lines are published.
 * Where there is nothing to do it costs an empty page.
 */
final class ItemsMapper implements PageMapper {

    static final Resource RESOURCE = new Resource(
            "/api/expense_lines", "[\"id\",\"parent_expense_line_id\"]", Set.of("id", "parent-expense-line-id"));

    static final Filter ITEMS_ONLY = Filter.gtOrEq("parent_expense_line_id", 1);

    private final CoveredLines parents;

    /** @param parents which of the lines that were split belong to the run */
    ItemsMapper(CoveredLines parents) {
        this.parents = parents;
    }

    @Override
    public Draft read(Page page, RunScope scope) {
        Set<Long> split = new TreeSet<>();
        page.records().stream()
                .map(item -> item.get("parent-expense-line-id"))
                .filter(parent -> parent.canConvertToLong() && parent.longValue() > 0)
                .forEach(parent -> split.add(parent.longValue()));
        return new Draft() {
            @Override
            public Map<String, Collection<Long>> wanted() {
                return Map.of(ItemisedLines.KIND, split);
            }

            @Override
            public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
                return map(ItemisedLines.unknown(split, remembered.get(ItemisedLines.KIND)), context);
            }
        };
    }

    private MappedPage map(List<Long> unknown, PageContext context) {
        if (unknown.isEmpty()) {
            return MappedPage.NOTHING;
        }
        Set<Long> wanted = Set.copyOf(unknown);
        List<ObjectNode> rows = context.fetchAll(CoupaExpenseLine.RESOURCE, List.of(Filter.in("id", unknown))).stream()
                .filter(row -> wanted.contains(row.get("id").longValue()))
                .toList();
        return LinesMapper.map(rows, parents, new PageFacts(Map.of(), wanted), context);
    }
}
