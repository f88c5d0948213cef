package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.springframework.core.ParameterizedTypeReference;

/** What can be read of Coupa and published. */
enum Resource {
    USERS(
            "/api/users",
            CoupaUser.FIELDS,
            new ParameterizedTypeReference<List<CoupaUser>>() {},
            CoupaUser::read,
            "APPLICATION_ROSTER",
            "io.coupabridge.discovered-user.v1"),
    EXPENSE_LINES(
            "/api/expense_lines",
            CoupaExpenseLine.FIELDS,
            new ParameterizedTypeReference<List<CoupaExpenseLine>>() {},
            CoupaExpenseLine::read,
            "EXPENSE_DISCOVERY",
            "io.coupabridge.discovered-expense.v1");

    /** The records of a page; Coupa gives no more at once. */
    static final int PAGE_SIZE = 50;

    private final String path;
    private final String fields;
    private final ParameterizedTypeReference<? extends List<? extends CoupaRecord>> pageType;
    private final RecordReader reader;
    private final String task;
    private final String eventType;

    Resource(
            String path,
            String fields,
            ParameterizedTypeReference<? extends List<? extends CoupaRecord>> pageType,
            RecordReader reader,
            String task,
            String eventType) {
        this.path = path;
        this.fields = fields;
        this.pageType = pageType;
        this.reader = reader;
        this.task = task;
        this.eventType = eventType;
    }

    /** Reads one record whose opening brace is the parser's current token. */
    @FunctionalInterface
    interface RecordReader {
        CoupaRecord read(JsonParser json) throws IOException;
    }

    String path() {
        return path;
    }

    /** The fields that are used, as Coupa's parameter takes them. */
    String fields() {
        return fields;
    }

    ParameterizedTypeReference<? extends List<? extends CoupaRecord>> pageType() {
        return pageType;
    }

    RecordReader reader() {
        return reader;
    }

    /** The integration task by whose name consumers know what the records are for. */
    String task() {
        return task;
    }

    /** The type of the CloudEvents. */
    String eventType() {
        return eventType;
    }
}
