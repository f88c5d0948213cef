package io.coupabridge.benchmark.camel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What can be read of Coupa. */
enum Resource {
    USERS(CoupaUser.class, CoupaUser.FIELDS),
    EXPENSE_LINES(CoupaExpenseLine.class, CoupaExpenseLine.FIELDS);

    static final int PAGE_SIZE = 50;

    private final Class<? extends CoupaRecord> type;
    private final String fields;

    Resource(Class<? extends CoupaRecord> type, String fields) {
        this.type = type;
        this.fields = URLEncoder.encode(fields, StandardCharsets.UTF_8);
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

    /** The query of the page behind an id, with no more than the fields that are used. */
    String pageAfter(long id) {
        return "order_by=id&dir=asc&limit=" + PAGE_SIZE + "&id%5Bgt%5D=" + id + "&fields=" + fields;
    }

    /** @param direction asc for the record with the lowest id, desc for the one with the highest */
    static String end(String direction) {
        return "order_by=id&dir=" + direction + "&limit=1&fields=%5B%22id%22%5D";
    }
}
