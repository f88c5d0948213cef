package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.springframework.core.ParameterizedTypeReference;

/** What can be read of Coupa. */
enum Resource {
    USERS(
            "/api/users",
            "[\"id\",\"email\",\"firstname\",\"lastname\",\"active\",\"created_at\",\"updated_at\"]",
            new ParameterizedTypeReference<List<CoupaUser>>() {},
            CoupaUser::read),
    EXPENSE_LINES(
            "/api/expense_lines",
            """
            ["id","expense_report_id","status","expense_date","start_date","created_at","updated_at","amount",\
            {"currency":["code"]},"foreign_currency_amount",{"foreign_currency":["code"]},"merchant","description",\
            "reason",{"expense_line_imported_data":["description"]},{"expensed_by":["id","email"]},\
            {"created_by":["id","email"]}]""",
            new ParameterizedTypeReference<List<CoupaExpenseLine>>() {},
            CoupaExpenseLine::read);

    /** The records of a page; Coupa gives no more at once. */
    static final int PAGE_SIZE = 50;

    private final String path;
    private final String fields;
    private final ParameterizedTypeReference<? extends List<? extends CoupaRecord>> pageType;
    private final RecordReader reader;

    Resource(
            String path,
            String fields,
            ParameterizedTypeReference<? extends List<? extends CoupaRecord>> pageType,
            RecordReader reader) {
        this.path = path;
        this.fields = fields;
        this.pageType = pageType;
        this.reader = reader;
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
}
