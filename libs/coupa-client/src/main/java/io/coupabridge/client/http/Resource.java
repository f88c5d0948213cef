package io.coupabridge.client.http;

import io.coupabridge.client.json.CoupaJson;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A list of Coupa's API and what is read of it: a constant of whoever reads it. */
public final class Resource {

    private final String path;
    private final String fields;
    private final Set<String> requiredKeys;
    private final String encodedFields;

    /**
     * @param path from the root of the instance, such as {@code /api/users}
     * @param fields Coupa's {@code fields} parameter, a JSON list; always given, since an administrator's default filter
     *     rules otherwise (coupa-api §3.5)
     * @param requiredKeys the keys that every record must have, be their values null or not; kept in the hyphenated form,
     *     and {@code id} is always one of them
     */
    public Resource(String path, String fields, Set<String> requiredKeys) {
        if (!path.matches("(/[a-z0-9_]+)+")) {
            throw new IllegalArgumentException("Not the path of a Coupa list: " + path);
        }
        if (fields.isBlank()) {
            throw new IllegalArgumentException("The fields to read of " + path + " are missing.");
        }
        this.path = path;
        this.fields = fields;
        this.requiredKeys = Stream.concat(Stream.of("id"), requiredKeys.stream().map(CoupaJson::key))
                .collect(Collectors.toUnmodifiableSet());
        // long, and the same for every page
        this.encodedFields = UrlText.encoded(fields);
    }

    public String path() {
        return path;
    }

    public String fields() {
        return fields;
    }

    public Set<String> requiredKeys() {
        return requiredKeys;
    }

    /** As a part of a query. */
    String encodedFields() {
        return encodedFields;
    }

    @Override
    public String toString() {
        return path;
    }
}
