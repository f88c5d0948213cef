package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** An expense report as Coupa sends it, as far as it says something of its lines. */
@JsonIgnoreProperties(ignoreUnknown = true)
record CoupaExpenseReport(long id, String status) implements CoupaRecord {

    static final String FIELDS = """
            ["id","status"]""";
}
