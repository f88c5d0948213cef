package io.coupabridge.benchmark.camel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What can be read of Coupa. */
enum Resource {
    USERS(CoupaUser.class, CoupaUser.FIELDS, ""),
    EXPENSE_LINES(CoupaExpenseLine.class, CoupaExpenseLine.FIELDS, ""),
    /** Those that may say something of the lines of a first run. */
    EXPENSE_REPORTS(CoupaExpenseReport.class, CoupaExpenseReport.FIELDS, "&updated_at%5Bgt_or_eq%5D=" + daysAgo(92));

    static final int PAGE_SIZE = 50;

    private final Class<? extends CoupaRecord> type;
    private final String fields;
    private final String condition;

    Resource(Class<? extends CoupaRecord> type, String fields, String condition) {
        this.type = type;
        this.fields = URLEncoder.encode(fields, StandardCharsets.UTF_8);
        this.condition = condition;
    }

    static Resource named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String path() {
        return "/api/" + name().toLowerCase(Locale.ROOT);
    }

    Class<? extends CoupaRecord> type() {
        return type;
    }

    /** What of a query says which of the records are read, behind its other parts. */
    String condition() {
        return condition;
    }

    /** The query of the page behind an id, with no more than the fields that are used. */
    String pageAfter(long id) {
        return "order_by=id&dir=asc&limit=" + PAGE_SIZE + "&id%5Bgt%5D=" + id + "&fields=" + fields + condition;
    }

    /** @param direction asc for the record with the lowest id, desc for the one with the highest */
    String end(String direction) {
        return "order_by=id&dir=" + direction + "&limit=1&fields=%5B%22id%22%5D" + condition;
    }

    private static LocalDate daysAgo(int days) {
        return LocalDate.now(ZoneOffset.UTC).minusDays(days);
    }
}
