package io.coupabridge.client.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body up to a limit. */
final class BoundedBody {

    /** Enough for most pages; what is announced beyond is believed when it comes. */
    private static final int MOST_AT_FIRST = 128 * 1024;

    private final int limit;
    private final long announced;
    private byte[] bytes = new byte[0];
    private int size;

    /** @param announced how long it is going to be; less than 0 when nobody has said so */
    BoundedBody(int limit, long announced) {
        this.limit = limit;
        this.announced = announced;
    }

    /** @return whether it was taken: not when it went beyond the limit */
    boolean add(Buffer chunk) {
        if (chunk.length() > limit - size) {
            return false;
        }
        if (size == 0) {
            bytes = new byte[(int) Math.max(0, Math.min(announced, Math.min(limit, MOST_AT_FIRST)))];
        }
        append(chunk);
        return true;
    }

    byte[] soFar() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void append(Buffer chunk) {
        int newSize = size + chunk.length();
        if (newSize > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(newSize, 2L * bytes.length)));
        }
        chunk.getBytes(bytes, size);
        size = newSize;
    }
}
