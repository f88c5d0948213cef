package io.coupabridge.benchmark.camel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * A record as it is to be published. Its JSON begins with change and version, so that a later version differs from the
 * first one in its head only, and the first one, by far the most frequent, is published as it was written.
 *
 * @param value the JSON in that version
 */
record Found(long id, long version, byte[] value) {

    static final String NEW = "NEW";
    static final long FIRST = 1;

    /** With the first compiler only, a small part of what a SHA-256 costs. */
    private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();

    private static final int FIRST_HEAD = head(NEW, FIRST).length;

    /** @param value as of a new record */
    static Found first(long id, byte[] value) {
        return new Found(id, FIRST, value);
    }

    /** The hash of what a record says, whatever its version; for one in its first version. */
    byte[] contentHash() {
        int length = value.length - FIRST_HEAD;
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(HASH.hash(value, FIRST_HEAD, length, 0))
                .putLong(HASH.hash(value, FIRST_HEAD, length, 1))
                .array();
    }

    /** One in its first version in another one. */
    Found in(long other) {
        if (other == FIRST) {
            return this;
        }
        byte[] head = head("CHANGED", other);
        int content = value.length - FIRST_HEAD;
        byte[] changed = Arrays.copyOf(head, head.length + content);
        System.arraycopy(value, FIRST_HEAD, changed, head.length, content);
        return new Found(id, other, changed);
    }

    private static byte[] head(String change, long version) {
        return ("{\"change\":\"" + change + "\",\"version\":" + version + ",").getBytes(StandardCharsets.US_ASCII);
    }
}
