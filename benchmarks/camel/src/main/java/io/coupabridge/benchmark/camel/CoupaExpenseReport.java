package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** An expense report as Coupa sends it, as far as it says something of its lines. */
@JsonIgnoreProperties(ignoreUnknown = true)
record CoupaExpenseReport(long id, String status) implements CoupaRecord {

    static final String FIELDS = """
            ["id","status"]""";

    static CoupaExpenseReport read(JsonParser json) throws IOException {
        return JsonText.object(json, "status", (id, status) -> new CoupaExpenseReport(id, status));
    }
}
