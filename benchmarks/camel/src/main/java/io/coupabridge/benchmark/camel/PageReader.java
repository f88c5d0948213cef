package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Coupa's bytes to Kafka's, with bound readers and writers and no tree or text between. Thread-safe. */
final class PageReader {

    private final String tenant;
    private final ReportStatuses statuses;
    private final ObjectReader records;
    private final ObjectReader reports;
    private final ObjectReader ids;
    private final ObjectWriter values;

    /** @param statuses takes those of the reports, and tells them to the lines */
    PageReader(Resource resource, String tenant, ReportStatuses statuses) {
        this.tenant = tenant;
        this.statuses = statuses;
        ObjectMapper json = new ObjectMapper();
        records = json.readerFor(json.getTypeFactory().constructArrayType(resource.type()));
        reports = json.readerFor(CoupaExpenseReport[].class);
        ids = json.readerFor(Identified[].class);
        values = json.writer();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Identified(long id) {}

    /** Reads a page of a lane and advances the lane. */
    Page read(byte[] body, Lane lane) throws IOException {
        PublishedRecord[] page = records.readValue(body);
        List<Found> found = new ArrayList<>(page.length);
        for (PublishedRecord record : page) {
            if (lane.covers(record.id())) {
                found.add(Found.first(record.id(), values.writeValueAsBytes(record.discovered(tenant, statuses))));
            }
        }
        advance(lane, page);
        return new Page(lane.number(), lane.after(), lane.ended(), found);
    }

    /** Takes the statuses of a page of reports and advances the lane. */
    void readReports(byte[] body, Lane lane) throws IOException {
        CoupaExpenseReport[] page = reports.readValue(body);
        for (CoupaExpenseReport report : page) {
            statuses.take(report);
        }
        advance(lane, page);
    }

    /** The id of the only record; 0 when there is none. */
    long id(byte[] body) throws IOException {
        Identified[] page = ids.readValue(body);
        return page.length == 0 ? 0 : page[0].id();
    }

    private static void advance(Lane lane, CoupaRecord[] page) {
        lane.advance(page.length == 0 ? lane.after() : page[page.length - 1].id());
    }
}
