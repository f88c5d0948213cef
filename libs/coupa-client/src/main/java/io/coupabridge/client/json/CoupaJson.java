package io.coupabridge.client.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Coupa's JSON as trees: decimals are never floats, and keys have one spelling. Thread-safe. */
public final class CoupaJson {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private CoupaJson() {}

    /**
     * @return the whole text as one value, with its keys as they were sent; a missing node when there is none
     * @throws IOException when it is not JSON, or has something behind it; its message may quote the text
     */
    public static JsonNode read(byte[] json) throws IOException {
        try {
            return READER.readTree(json);
        } catch (NumberFormatException e) {
            throw tooLarge(e);
        }
    }

    /**
     * As {@link #read}, with the {@link #key} of every key, at every depth. Where two keys become one, the one that was
     * spelled so already keeps its value; without such a one, the first does. The tree is not to be changed.
     */
    public static JsonNode readNormalised(byte[] json) throws IOException {
        try (JsonParser parser = READER.createParser(json)) {
            return new NormalisedTree(parser).read();
        } catch (NumberFormatException e) {
            throw tooLarge(e);
        }
    }

    /**
     * Whether two records of one {@link #readNormalised} are known to have the same keys; those of which that is not known
     * may have them too. Costs less than a look at one key.
     */
    public static boolean haveSameKeys(ObjectNode one, ObjectNode other) {
        return Shape.isShared(one, other);
    }

    /** Jackson lets out what the JDK says of an exponent beyond 32 bits. */
    private static IOException tooLarge(NumberFormatException e) {
        return new IOException("A number in JSON has an exponent that is too large.", e);
    }

    /** The key as Coupa's documentation writes it: hyphens, and without the question mark of an alias (coupa-api §3.1). */
    public static String key(String key) {
        return key.replace("?", "").replace('_', '-');
    }
}
