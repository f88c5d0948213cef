package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The number by which Tink tells the keys of keysets apart. What a key has sealed or signed begins with it: one byte for
 * Tink, and four for the key's id.
 */
public final class KeyId {

    private static final int BYTES = 1 + Integer.BYTES;
    private static final byte TINK = 1;

    /** So many characters of Base64 hold the id, and two bits of what follows it. */
    public static final int BEGINNING = 7;

    private KeyId() {}

    /**
     * Which key has sealed or signed this; empty when it does not say.
     *
     * @param text Base64, or its first {@link #BEGINNING} characters; may be anything else
     */
    public static OptionalLong of(String text) {
        if (text.length() < BEGINNING) {
            return OptionalLong.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(0, BEGINNING) + "A");
            return bytes[0] == TINK
                    ? OptionalLong.of(
                            Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(1)))
                    : OptionalLong.empty();
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    /** How a text can begin that the key has sealed or signed: one of these, each of {@link #BEGINNING} characters. */
    public static List<String> beginnings(long id) {
        byte[] prefix =
                ByteBuffer.allocate(BYTES + 1).put(TINK).putInt((int) id).array();
        return IntStream.range(0, 4)
                .mapToObj(following -> {
                    prefix[BYTES] = (byte) (following << 6);
                    return Base64.getEncoder().encodeToString(prefix).substring(0, BEGINNING);
                })
                .toList();
    }

    static long primary(KeysetHandle keyset) {
        return Integer.toUnsignedLong(keyset.getPrimary().getId());
    }

    static Set<Long> all(KeysetHandle keyset) {
        Set<Long> ids = new LinkedHashSet<>();
        IntStream.range(0, keyset.size())
                .forEach(i -> ids.add(Integer.toUnsignedLong(keyset.getAt(i).getId())));
        return ids;
    }
}
