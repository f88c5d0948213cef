package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.PageContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which lines were split into items. Coupa may show items nested in their line, in rows of their own, or both
 * (coupa-api §5.7). Where it shows rows only, a line does not know its items: then the row of an item tells, on whatever
 * page it is, and what it tells is remembered.
 */
final class ItemisedLines {

    static final String KIND = "itemised";

    /** The items were seen nested in the line, so the line itself will tell when it has none any more. */
    private static final String NESTED = "nested";

    private static final String ROWS = "rows";
    private static final String NONE = "none";

    private final Map<Long, String> remembered;
    private final Map<Long, String> seen = new HashMap<>();

    private ItemisedLines(Map<Long, String> remembered) {
        this.remembered = remembered;
    }

    /** Adds the lines to the batch whose items are in it, but which nobody knew to be itemised so far. */
    static ItemisedLines find(LineBatch batch, CoveredLines covered, PageContext context) {
        Set<Long> parents = new TreeSet<>();
        batch.lines().stream()
                .map(CoupaExpenseLine::parentId)
                .filter(Objects::nonNull)
                .forEach(parents::add);
        Set<Long> asked = new HashSet<>(batch.ids());
        asked.addAll(parents);
        ItemisedLines itemised = new ItemisedLines(context.references(KIND, asked));
        itemised.look(batch, parents);
        itemised.fetch(parents, batch, covered, context);
        return itemised;
    }

    private void look(LineBatch batch, Set<Long> parents) {
        for (CoupaExpenseLine line : batch.lines()) {
            if (!line.items().isEmpty()) {
                seen.put(line.id(), NESTED);
            } else if (parents.contains(line.id())) {
                seen.put(line.id(), ROWS);
            } else if (NESTED.equals(remembered.get(line.id()))) {
                seen.put(line.id(), NONE);
            }
        }
    }

    private void fetch(Set<Long> parents, LineBatch batch, CoveredLines covered, PageContext context) {
        List<Long> unknown = parents.stream()
                .filter(parent -> !seen.containsKey(parent))
                .filter(parent -> remembered.getOrDefault(parent, NONE).equals(NONE))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        List<ObjectNode> rows = context.fetchAll(CoupaExpenseLine.RESOURCE, List.of(Filter.in("id", unknown)));
        for (ObjectNode row : rows) {
            long id = row.get("id").longValue();
            if (unknown.contains(id)) {
                batch.addRows(List.of(row), covered);
                seen.put(id, row.path("itemized-expense-lines").isEmpty() ? ROWS : NESTED);
            }
        }
    }

    boolean isItemised(long lineId) {
        return !NONE.equals(seen.getOrDefault(lineId, remembered.getOrDefault(lineId, NONE)));
    }

    /** What was not known yet. */
    List<Reference> references() {
        List<Reference> references = new ArrayList<>();
        seen.forEach((id, how) -> {
            if (!how.equals(remembered.getOrDefault(id, NONE))) {
                references.add(new Reference(KIND, id, how));
            }
        });
        return references;
    }
}
