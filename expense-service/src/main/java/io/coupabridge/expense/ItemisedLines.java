package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /**
     * @param split lines that are known to have items in rows of their own
     * @param remembered of kind {@link #KIND}, about these lines at least
     */
    static ItemisedLines find(LineBatch batch, Set<Long> split, Map<Long, String> remembered) {
        Set<Long> parents = new HashSet<>(split);
        for (CoupaExpenseLine line : batch.lines()) {
            if (line.parentId() != null) {
                parents.add(line.parentId());
            }
        }
        ItemisedLines itemised = new ItemisedLines(remembered);
        for (Long line : split) {
            itemised.seen.put(line, ROWS);
        }
        itemised.look(batch, parents);
        return itemised;
    }

    /**
     * Which of these lines nobody knew to be itemised so far.
     *
     * @param remembered of kind {@link #KIND}, about these lines at least
     */
    static List<Long> unknown(Set<Long> lines, Map<Long, String> remembered) {
        return lines.stream()
                .filter(line -> remembered.getOrDefault(line, NONE).equals(NONE))
                .sorted()
                .toList();
    }

    /**
     * @param lines as Coupa sent them
     * @param remembered of kind {@link #KIND}, about those of them that can be read at least
     * @throws RequiredFieldHiddenException when one of them hides the items that were nested in it
     */
    static void requireItems(Collection<ObjectNode> lines, Map<Long, String> remembered) {
        boolean hidden = lines.stream()
                .filter(line -> !CoupaExpenseLine.showsItems(line))
                .anyMatch(line -> NESTED.equals(remembered.get(line.get("id").longValue())));
        if (hidden) {
            throw new RequiredFieldHiddenException(
                    "Coupa does not send '" + CoupaExpenseLine.ITEMS + "' of expense lines any more. Remove the API"
                            + " response filter that hides it.",
                    CoupaExpenseLine.ITEMS);
        }
    }

    private void look(LineBatch batch, Set<Long> parents) {
        for (CoupaExpenseLine line : batch.lines()) {
            Long id = line.id();
            if (!line.items().isEmpty()) {
                seen.put(id, NESTED);
            } else if (parents.contains(id)) {
                seen.put(id, ROWS);
            } else if (line.itemsShown() && NESTED.equals(remembered.get(id))) {
                seen.put(id, NONE);
            }
        }
    }

    boolean isItemised(Long lineId) {
        String how = seen.get(lineId);
        return !NONE.equals(how != null ? how : remembered.getOrDefault(lineId, NONE));
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
