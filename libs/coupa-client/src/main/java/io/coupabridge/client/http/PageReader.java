package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.json.CoupaJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides whether an answer is a page. It is one only with status 200, a JSON content type, a list of objects, every
 * required key in some of them, and ids that ascend from the cursor on; anything else is a failure, never data and never
 * the end of the data. Single rows that are no records are told from the others, and do not spoil them.
 */
final class PageReader {

    private final BodyReader bodies;
    private final Rejection rejection;

    PageReader(BodyReader bodies, Rejection rejection) {
        this.bodies = bodies;
        this.rejection = rejection;
    }

    /** @throws CoupaException when it is no page */
    Page read(HttpAnswer answer, PageRequest request) {
        if (answer.status() < 200 || answer.status() > 299) {
            throw rejection.of(answer);
        }
        refuseOtherTypes(answer);
        byte[] json = bodies.unpacked(answer);
        List<ObjectNode> rows = rows(answer, list(answer, json));
        if (anyOdd(rows, request.resource())) {
            return new OddRows(answer, request).page(rows, json.length);
        }
        if (request.newestFirst()) {
            rows.sort(Comparator.comparingLong(RowIds::id));
        }
        refuseStuckCursor(answer, rows, request.afterId());
        return new Page(rows, answer.serverTime().orElse(null), json.length, answer.nanos());
    }

    private static void refuseOtherTypes(HttpAnswer answer) {
        if (answer.isJson() && answer.status() == 200) {
            return;
        }
        if (answer.isHtml()) {
            throw unexpected(Kind.HTML, answer, " and a web page: maintenance, or not a Coupa instance.");
        }
        if (answer.isXml()) {
            throw unexpected(Kind.XML, answer, " and XML although JSON was asked for.");
        }
        throw unexpected(Kind.NOT_JSON, answer, " and something else than a page in JSON.");
    }

    private static ArrayNode list(HttpAnswer answer, byte[] json) {
        JsonNode body = parsed(answer, json);
        if (body instanceof ArrayNode array) {
            return array;
        }
        if (body.has("errors") || body.has("error")) {
            throw unexpected(Kind.ERROR_BODY, answer, " and an error instead of a list.");
        }
        if (body.isMissingNode()) {
            throw unexpected(Kind.BROKEN_JSON, answer, " and nothing at all.");
        }
        throw unexpected(Kind.NOT_A_LIST, answer, " and something else than a list.");
    }

    private static JsonNode parsed(HttpAnswer answer, byte[] json) {
        try {
            return CoupaJson.readNormalised(json);
        } catch (IOException e) {
            // its message quotes the body, so it is no cause
            throw unexpected(Kind.BROKEN_JSON, answer, " and JSON that breaks off or is damaged.");
        }
    }

    private static List<ObjectNode> rows(HttpAnswer answer, ArrayNode list) {
        List<ObjectNode> rows = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            if (!(element instanceof ObjectNode object)) {
                throw unexpected(Kind.NOT_A_LIST, answer, " and a list of something else than records.");
            }
            rows.add(object);
        }
        return rows;
    }

    private static boolean anyOdd(List<ObjectNode> rows, Resource resource) {
        String[] required = resource.requiredKeys().toArray(String[]::new);
        ObjectNode before = null;
        for (ObjectNode row : rows) {
            // they are alike, nearly always
            boolean hasKeys =
                    before != null && CoupaJson.haveSameKeys(before, row) || RowIds.lacking(row, required) == null;
            if (!hasKeys || !RowIds.isUsable(row.get("id"))) {
                return true;
            }
            before = row;
        }
        return false;
    }

    /** @param rows with usable ids, in the order of the list */
    static void refuseStuckCursor(HttpAnswer answer, List<ObjectNode> rows, long afterId) {
        long last = afterId;
        for (ObjectNode row : rows) {
            long id = RowIds.id(row);
            if (id <= last) {
                throw unexpected(
                        Kind.CURSOR_STUCK,
                        answer,
                        " and ids that do not ascend from the one asked for: it ignores the order or a condition.");
            }
            last = id;
        }
    }

    private static UnexpectedResponseException unexpected(Kind kind, HttpAnswer answer, String what) {
        return new UnexpectedResponseException(kind, answer.sentence(what));
    }
}
