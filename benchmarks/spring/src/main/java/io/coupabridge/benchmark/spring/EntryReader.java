package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.util.List;

/** A page from Coupa's JSON to that of the messages, as a stream, without trees or reflection. Thread-safe. */
final class EntryReader implements JsonText.Reader<List<Entry>> {

    private static final int USUAL_MESSAGE_BYTES = 1024;

    private final String tenant;
    private final Resource.RecordReader records;
    private final ReportStatuses reports;
    private final JsonFactory json = new JsonFactory();

    EntryReader(PeerSettings settings, ReportStatuses reports) {
        this.tenant = settings.tenant();
        this.records = settings.resource().reader();
        this.reports = reports;
    }

    @Override
    public List<Entry> read(JsonParser page) throws IOException {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_MESSAGE_BYTES)) {
            return JsonText.list(page, parser -> {
                CoupaRecord coupaRecord = records.read(parser);
                return Entry.first(coupaRecord.id(), write(coupaRecord.message(tenant, reports), bytes));
            });
        }
    }

    private byte[] write(PeerMessage message, ByteArrayBuilder bytes) throws IOException {
        bytes.reset();
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            message.writeTo(generator);
        }
        return bytes.toByteArray();
    }
}
