package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.core.ParameterizedTypeReference;

/** An expense report as Coupa sends it, as far as it says something of its lines. */
record CoupaExpenseReport(long id, String status) implements Identified {

    static final String PATH = "/api/expense_reports";
    static final String FIELDS = "[\"id\",\"status\"]";
    static final ParameterizedTypeReference<List<CoupaExpenseReport>> PAGE = new ParameterizedTypeReference<>() {};

    static final String UPDATED_SINCE = "updated_at[gt_or_eq]";

    private static final int DAYS = 92;

    /** Only reports that were updated since then may say something of the lines of a first run. */
    static LocalDate firstDay() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(DAYS);
    }

    static CoupaExpenseReport read(JsonParser json) throws IOException {
        return JsonText.object(json, "status", (id, status) -> new CoupaExpenseReport(id, status));
    }
}
