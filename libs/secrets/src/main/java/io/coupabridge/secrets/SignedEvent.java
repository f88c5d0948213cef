package io.coupabridge.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the signature of an event covers: its topic, its key and its value, each behind its length in four bytes. */
final class SignedEvent {

    private static final byte[] PURPOSE = bytes("coupabridge.event.v1");

    private SignedEvent() {}

    static byte[] bytes(String topic, byte[] key, byte[] value) {
        byte[] name = bytes(topic);
        return ByteBuffer.allocate(4 * Integer.BYTES + PURPOSE.length + name.length + key.length + value.length)
                .putInt(PURPOSE.length)
                .put(PURPOSE)
                .putInt(name.length)
                .put(name)
                .putInt(key.length)
                .put(key)
                .putInt(value.length)
                .put(value)
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
