package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Parts the records of an answer from the rows that are none. What no row shows is a matter of the list, and a failure; what
 * one row lacks is its own.
 */
final class OddRows {

    private final HttpAnswer answer;
    private final PageRequest request;
    private final String[] required;

    OddRows(HttpAnswer answer, PageRequest request) {
        this.answer = answer;
        this.request = request;
        this.required = request.resource().requiredKeys().toArray(String[]::new);
    }

    /**
     * @param rows as they were sent
     * @throws RequiredFieldHiddenException when no row has a key
     * @throws UnexpectedResponseException when the ids that are of use do not ascend, or none is and there may well be more
     *     rows behind these
     */
    Page page(List<ObjectNode> rows, int bytes) {
        refuseHiddenKeys(rows);
        List<ObjectNode> ascending = ascending(rows);
        PageReader.refuseStuckCursor(
                answer, ascending.stream().filter(OddRows::hasId).toList(), request.afterId());
        List<ObjectNode> records = new ArrayList<>(ascending.size());
        List<OddRow> odd = new ArrayList<>();
        for (int place = 0; place < ascending.size(); place++) {
            ObjectNode row = ascending.get(place);
            String lacking = RowIds.lacking(row, required);
            if (lacking == null && hasId(row)) {
                records.add(row);
            } else {
                odd.add(odd(ascending, place, lacking));
            }
        }
        Page page = new Page(records, odd, answer.serverTime().orElse(null), bytes, answer.nanos());
        if (!page.hasCursor() && rows.size() >= request.limit()) {
            throw stuck();
        }
        return page;
    }

    private void refuseHiddenKeys(List<ObjectNode> rows) {
        for (String key : required) {
            boolean mayBeOdd = rows.size() == 1 || key.equals("id") && rows.size() < request.limit();
            if (rows.stream().noneMatch(row -> row.has(key)) && !(mayBeOdd && request.keysShown())) {
                throw new RequiredFieldHiddenException(
                        "Coupa at " + answer.host() + " hides the field '" + key + "' of " + answer.path()
                                + ". An API response filter is the likely reason: let it pass this field.",
                        key,
                        mayBeOdd);
            }
        }
    }

    /** As the list has them, without those at the end that the next page begins with. */
    private List<ObjectNode> ascending(List<ObjectNode> rows) {
        List<ObjectNode> ascending = new ArrayList<>(rows);
        boolean anyId = rows.stream().anyMatch(OddRows::hasId);
        if (request.newestFirst() && anyId) {
            // only a look: where the others lie matters to nobody
            ascending.removeIf(row -> !hasId(row));
            ascending.sort(Comparator.comparingLong(RowIds::id));
        } else if (request.newestFirst()) {
            Collections.reverse(ascending);
        }
        while (anyId && !hasId(ascending.get(ascending.size() - 1))) {
            ascending.remove(ascending.size() - 1);
        }
        return ascending;
    }

    private OddRow odd(List<ObjectNode> rows, int place, String lacking) {
        ObjectNode row = rows.get(place);
        if (hasId(row)) {
            long id = RowIds.id(row);
            return new OddRow(
                    id, id, id, 0, "The field " + lacking + " is missing, which other records of the list have.", row);
        }
        int front = place - 1;
        while (front >= 0 && !hasId(rows.get(front))) {
            front--;
        }
        int back = place + 1;
        while (back < rows.size() && !hasId(rows.get(back))) {
            back++;
        }
        long after = front < 0 ? request.afterId() : RowIds.id(rows.get(front));
        Long before = back == rows.size() ? null : RowIds.id(rows.get(back));
        return new OddRow(
                null,
                after,
                before,
                before == null ? place - front : back - place,
                "The field id " + RowIds.fault(row.get("id")) + ". The record stands behind id " + after
                        + (before == null ? ", at the end of the list." : " and before id " + before + "."),
                row);
    }

    private UnexpectedResponseException stuck() {
        return new UnexpectedResponseException(
                Kind.BAD_ID, answer.sentence(" and a page of records of which none has a usable id."));
    }

    private static boolean hasId(ObjectNode row) {
        return RowIds.isUsable(row.get("id"));
    }
}
