package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.coupabridge.benchmark.camel.Page.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Coupa's bytes to Kafka's, with bound readers and writers and no tree or text between. Thread-safe. */
final class PageReader {

    private final String tenant;
    private final ObjectReader records;
    private final ObjectWriter values;

    PageReader(Resource resource, String tenant) {
        this.tenant = tenant;
        ObjectMapper json = new ObjectMapper();
        records = json.readerFor(json.getTypeFactory().constructArrayType(resource.type()));
        values = json.writer();
    }

    /** Reads a page of a lane and advances the lane. */
    Page read(byte[] body, Lane lane) throws IOException {
        CoupaRecord[] page = records.readValue(body);
        List<Found> found = new ArrayList<>(page.length);
        for (CoupaRecord record : page) {
            if (lane.covers(record.id())) {
                found.add(new Found(record.id(), values.writeValueAsBytes(record.discovered(tenant))));
            }
        }
        lane.advance(page.length == 0 ? lane.after() : page[page.length - 1].id());
        return new Page(lane.number(), lane.after(), lane.ended(), found);
    }

    /** The id of the only record; 0 when there is none. */
    long id(byte[] body) throws IOException {
        CoupaRecord[] page = records.readValue(body);
        return page.length == 0 ? 0 : page[0].id();
    }
}
