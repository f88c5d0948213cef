package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import java.io.IOException;

/** As Jackson would write it, but not by reflection: a pending page holds hundreds. */
final class KnownJson extends JsonSerializer<Known> {

    @Override
    public void serialize(Known known, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartArray();
        json.writeNumber(known.id());
        json.writeBinary(known.hash());
        json.writeNumber(known.version());
        json.writeBoolean(known.removed());
        json.writeNumber(known.row());
        if (known.day() == null) {
            json.writeNull();
        } else {
            // the day since the epoch, which is read as well as the text that earlier versions wrote
            json.writeNumber(known.day().toEpochDay());
        }
        json.writeEndArray();
    }
}
