package io.coupabridge.runtime.message;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** How large a message is, but for some bytes of Kafka's own. */
public final class MessageSize {

    private MessageSize() {}

    /**
     * @param key may be null, as may the value
     * @return in bytes
     */
    public static int of(byte[] key, byte[] value, Headers headers) {
        int size = length(key) + length(value);
        for (Header header : headers) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    /** @param bytes may be null */
    static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
