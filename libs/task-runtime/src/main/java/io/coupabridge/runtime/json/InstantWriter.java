package io.coupabridge.runtime.json;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** Writes an instant as {@link Instant#toString} does, which would be a third of the JSON of an expense line. */
final class InstantWriter extends StdSerializer<Instant> {

    private static final long serialVersionUID = 1;
    private static final long YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();

    InstantWriter() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(text(instant));
    }

    static String text(Instant instant) {
        long second = instant.getEpochSecond();
        if (second < 0 || second >= YEAR_10000) {
            return instant.toString();
        }
        return ITU.formatUtc(instant.atOffset(ZoneOffset.UTC), digits(instant.getNano()));
    }

    /** Of the fraction of a second: none, or as many groups of three as it needs. */
    private static int digits(int nanos) {
        if (nanos == 0) {
            return 0;
        }
        if (nanos % TimeUnit.MILLISECONDS.toNanos(1) == 0) {
            return 3;
        }
        return nanos % TimeUnit.MICROSECONDS.toNanos(1) == 0 ? 6 : 9;
    }
}
