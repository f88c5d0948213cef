package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Coupa's bytes to Kafka's, as streams: no tree, no reflection and no text between. Thread-safe. */
final class PageReader {

    private static final int USUAL_VALUE_BYTES = 1024;

    private final String tenant;
    private final ReportStatuses statuses;
    private final JsonText.Reader<? extends PublishedRecord> records;
    private final JsonFactory json = new JsonFactory();

    /** @param statuses takes those of the reports, and tells them to the lines */
    PageReader(Resource resource, String tenant, ReportStatuses statuses) {
        this.tenant = tenant;
        this.statuses = statuses;
        this.records = resource == Resource.USERS ? CoupaUser::read : CoupaExpenseLine::read;
    }

    /** Reads a page of a lane and advances the lane. */
    Page read(byte[] body, Lane lane) throws IOException {
        List<? extends PublishedRecord> page = list(body, records);
        List<Found> found = new ArrayList<>(page.size());
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_VALUE_BYTES)) {
            for (PublishedRecord record : page) {
                if (lane.covers(record.id())) {
                    found.add(Found.first(record.id(), write(record.discovered(tenant, statuses), bytes)));
                }
            }
        }
        advance(lane, page);
        return new Page(lane.number(), lane.after(), lane.ended(), found);
    }

    /** Takes the statuses of a page of reports and advances the lane. */
    void readReports(byte[] body, Lane lane) throws IOException {
        List<CoupaExpenseReport> page = list(body, CoupaExpenseReport::read);
        page.forEach(statuses::take);
        advance(lane, page);
    }

    /** The id of the only record; 0 when there is none. */
    long id(byte[] body) throws IOException {
        List<Long> ids = list(body, page -> JsonText.object(page, null, (id, none) -> id));
        return ids.isEmpty() ? 0 : ids.get(0);
    }

    private <T> List<T> list(byte[] body, JsonText.Reader<T> reader) throws IOException {
        try (JsonParser parser = json.createParser(body)) {
            parser.nextToken();
            List<T> list = JsonText.list(parser, reader);
            if (list == null) {
                throw new IOException("Coupa answers with something else than a list.");
            }
            return list;
        }
    }

    private byte[] write(JsonValue value, ByteArrayBuilder bytes) throws IOException {
        bytes.reset();
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            value.writeTo(generator);
        }
        return bytes.toByteArray();
    }

    private static void advance(Lane lane, List<? extends CoupaRecord> page) {
        lane.advance(page.isEmpty() ? lane.after() : page.get(page.size() - 1).id());
    }
}
