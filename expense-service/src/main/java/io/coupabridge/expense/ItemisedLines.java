package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.PageContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which lines were split into items. Coupa may show items nested in their line, in rows of their own, or both
 * (coupa-api §5.7). Where it shows rows only, a line does not know its items: then the row of an item tells, on the same
 * page or in the pass of {@link ItemsMapper}, and what it tells is remembered.
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

    /** @param split lines that are known to have items in rows of their own */
    static ItemisedLines find(LineBatch batch, Set<Long> split, PageContext context) {
        Set<Long> parents = new HashSet<>(split);
        batch.lines().stream()
                .map(CoupaExpenseLine::parentId)
                .filter(Objects::nonNull)
                .forEach(parents::add);
        Set<Long> asked = new HashSet<>(batch.ids());
        asked.addAll(split);
        ItemisedLines itemised = new ItemisedLines(context.references(KIND, asked));
        split.forEach(line -> itemised.seen.put(line, ROWS));
        itemised.look(batch, parents);
        return itemised;
    }

    /** Which of these lines nobody knew to be itemised so far. */
    static List<Long> unknown(Set<Long> lines, PageContext context) {
        Map<Long, String> remembered = context.references(KIND, lines);
        return lines.stream()
                .filter(line -> remembered.getOrDefault(line, NONE).equals(NONE))
                .sorted()
                .toList();
    }

    /**
     * @param lines as Coupa sent them
     * @throws RequiredFieldHiddenException when one of them hides the items that were nested in it
     */
    static void requireItems(Collection<ObjectNode> lines, PageContext context) {
        List<Long> silent = lines.stream()
                .filter(line -> !CoupaExpenseLine.showsItems(line))
                .map(line -> line.get("id").longValue())
                .toList();
        if (context.references(KIND, silent).containsValue(NESTED)) {
            throw new RequiredFieldHiddenException(
                    "Coupa does not send '" + CoupaExpenseLine.ITEMS + "' of expense lines any more. Remove the API"
                            + " response filter that hides it.",
                    CoupaExpenseLine.ITEMS);
        }
    }

    private void look(LineBatch batch, Set<Long> parents) {
        for (CoupaExpenseLine line : batch.lines()) {
            if (!line.items().isEmpty()) {
                seen.put(line.id(), NESTED);
            } else if (parents.contains(line.id())) {
                seen.put(line.id(), ROWS);
            } else if (line.itemsShown() && NESTED.equals(remembered.get(line.id()))) {
                seen.put(line.id(), NONE);
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
