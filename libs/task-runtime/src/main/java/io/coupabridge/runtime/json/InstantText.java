package io.coupabridge.runtime.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Instants as {@link Instant#toString()} writes them; whole seconds, as nearly all of Coupa's are, at a part of its cost. */
final class InstantText extends StdScalarSerializer<Instant> {

    private static final long serialVersionUID = 1;

    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 =
            Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();

    InstantText() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
        write(value, json);
    }

    static void write(Instant value, JsonGenerator json) throws IOException {
        long second = value.getEpochSecond();
        if (value.getNano() == 0 && second >= YEAR_0 && second < YEAR_10000) {
            char[] text = wholeSecond(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
            json.writeString(text, 0, text.length);
        } else {
            json.writeString(value.toString());
        }
    }

    private static char[] wholeSecond(LocalDateTime utc) {
        char[] text = "0000-00-00T00:00:00Z".toCharArray();
        digits(text, 4, utc.getYear());
        digits(text, 7, utc.getMonthValue());
        digits(text, 10, utc.getDayOfMonth());
        digits(text, 13, utc.getHour());
        digits(text, 16, utc.getMinute());
        digits(text, 19, utc.getSecond());
        return text;
    }

    private static void digits(char[] text, int end, int number) {
        int rest = number;
        for (int i = end - 1; rest > 0; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
