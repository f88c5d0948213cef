package io.coupabridge.benchmark.spring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * A record as it is published. Change and version are the first fields of its JSON, so that only this head differs from
 * version to version; of a new record, which most are, the bytes are published as they were written.
 *
 * @param value the JSON of the message in that version
 */
record Entry(long id, long version, byte[] value) implements Identified {

    static final String NEW = "NEW";
    static final long FIRST = 1;

    /** With the first compiler only, a small part of what a SHA-256 costs. */
    private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();

    private static final int FIRST_HEAD = head(NEW, FIRST).length;

    /** @param value as of a new record */
    static Entry first(long id, byte[] value) {
        return new Entry(id, FIRST, value);
    }

    /** Of one in its first version: the hash of what the record says, the same exactly when nothing changed. */
    byte[] contentHash() {
        int length = value.length - FIRST_HEAD;
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(HASH.hash(value, FIRST_HEAD, length, 0))
                .putLong(HASH.hash(value, FIRST_HEAD, length, 1))
                .array();
    }

    /** One in its first version, in this one. */
    Entry inVersion(long number) {
        if (number == FIRST) {
            return this;
        }
        byte[] head = head("CHANGED", number);
        byte[] whole = new byte[head.length + value.length - FIRST_HEAD];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(value, FIRST_HEAD, whole, head.length, value.length - FIRST_HEAD);
        return new Entry(id, number, whole);
    }

    private static byte[] head(String change, long version) {
        return ("{\"change\":\"" + change + "\",\"version\":" + version + ",").getBytes(StandardCharsets.US_ASCII);
    }
}
