package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Resource;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is read of an expense report (coupa-api §5.2): its status, for its lines, and whose it is.
 *
 * @param status as Coupa calls it, of an open list; null when it has none
 * @param owner null when Coupa names nobody
 */
record CoupaExpenseReport(long id, String status, Instant createdAt, Instant updatedAt, Person owner) {

    static final Resource RESOURCE = new Resource(
            "/api/expense_reports",
            "[\"id\",\"status\",\"created_at\",\"updated_at\",{\"expensed_by\":[\"id\",\"email\"]}]",
            Set.of("id", "status", "updated-at"));

    /** Somebody with a user account. */
    record Person(long id, String email) {

        /** Null when there is nobody in that field. */
        static Person of(ObjectNode record, String field) {
            JsonNode person = record.get(field);
            Long id = WireFields.embeddedId(person, field);
            return id == null ? null : new Person(id, WireFields.embeddedText(person, "email"));
        }
    }

    /** The status, empty when there is none. */
    String statusText() {
        return status == null ? "" : status;
    }

    /** Reports are not published, so a field that cannot be read is as good as none. */
    static CoupaExpenseReport of(ObjectNode report) {
        return new CoupaExpenseReport(
                report.get("id").longValue(),
                WireFields.text(report.get("status")),
                readable(() -> WireFields.instant(report, "created-at")),
                readable(() -> WireFields.instant(report, "updated-at")),
                readable(() -> Person.of(report, "expensed-by")));
    }

    private static <T> T readable(Supplier<T> field) {
        try {
            return field.get();
        } catch (UnmappableExpenseException e) {
            return null;
        }
    }
}
