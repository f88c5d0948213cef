package io.coupabridge.client.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A row of a page that is no record: its id is of no use, or it alone lacks a required key.
 *
 * @param id null when it is of no use
 * @param after the nearest usable id in front of it; what the page was asked behind when there is none
 * @param before the nearest usable id behind it; null when the list ends with it
 * @param place counted in rows from that neighbour behind it, or else from the one in front of it; 1 is next to it
 * @param reason one sentence that names the field, without its value
 * @param row as Coupa sent it, with keys in the hyphenated form
 */
public record OddRow(Long id, long after, Long before, int place, String reason, ObjectNode row) {

    /**
     * The id; without one, the place beside the neighbour: {@code before-415-1}, or {@code after-415-1} at the end of the
     * list. The same however the list is cut into pages, as long as the neighbours stay. Never a number without an id.
     */
    public String name() {
        if (id != null) {
            return id.toString();
        }
        return (before != null ? "before-" + before : "after-" + after) + "-" + place;
    }

    /** Whether it may lie above {@code after} and up to {@code upTo}. */
    boolean mayLieUpTo(long upTo) {
        return id != null ? id <= upTo : after < upTo;
    }
}
