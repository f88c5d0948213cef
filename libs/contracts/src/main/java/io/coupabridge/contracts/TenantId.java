package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * One Coupa instance of one customer, by the platform's name for it. A customer with two instances is two tenants.
 *
 * @param value {@code [A-Za-z0-9_-]{1,64}}, never null
 */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

    /** What a tenant id looks like; also the pattern of the REST path and the JSON Schemas. */
    public static final String PATTERN = "[A-Za-z0-9_-]{1,64}";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);

    /** @throws IllegalArgumentException when the value has another shape; the message does not quote it */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TenantId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("A tenant id has 1 to 64 letters, digits, '_' or '-'.");
        }
    }

    public static boolean isValid(String value) {
        return value != null && SHAPE.matcher(value).matches();
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
