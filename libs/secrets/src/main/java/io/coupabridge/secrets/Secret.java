package io.coupabridge.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A client secret or an access token. It has no text form: {@link #toString()} says only that it is a secret, and it is
 * no JSON property. Equality is by content, in constant time. Immutable and thread-safe.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException when the value is null or blank */
    public static Secret of(String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("A secret must not be blank.");
        }
        return new Secret(value);
    }

    /** The secret itself: for the wire or the cipher, and for nothing that keeps or prints it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes(value), bytes(that.value));
    }

    /** The same for all, so that no hash of a secret gets about. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
