package io.coupabridge.runtime.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of the contracts and of the ledger: instants as text. Of messages, unknown fields are ignored where the contract
 * says so. In the ledger all are: a later version may have stored them, which works beside this one during an update.
 */
public final class Json {

    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final ObjectReader STORED =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    /** @throws IllegalStateException when the value has no JSON form, which is a fault of this program */
    public static byte[] bytes(Object value) {
        try {
            return WRITER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON for " + value.getClass().getSimpleName() + ".", e);
        }
    }

    /** @return null for null */
    public static String text(Object value) {
        return value == null ? null : new String(bytes(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads what this version, the one before or a later one has stored.
     *
     * @return null for null
     * @throws IllegalStateException when the text is not the JSON of such a value: a damaged row
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return text == null ? null : STORED.forType(type).readValue(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored " + type.getSimpleName() + " cannot be read.", e);
        }
    }

    /** @throws IOException when the bytes are not the JSON of such a value */
    public static <T> T parse(byte[] bytes, Class<T> type) throws IOException {
        return MAPPER.readValue(bytes, type);
    }
}
