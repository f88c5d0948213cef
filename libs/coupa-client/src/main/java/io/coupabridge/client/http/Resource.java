package io.coupabridge.client.http;

import io.coupabridge.client.json.CoupaJson;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A list of Coupa's API and what is read of it.
 *
 * @param path from the root of the instance, such as {@code /api/users}
 * @param fields Coupa's {@code fields} parameter, a JSON list; always given, since an administrator's default filter
 *     rules otherwise (coupa-api §3.5)
 * @param requiredKeys the keys that every record must have, be their values null or not; kept in the hyphenated form,
 *     and {@code id} is always one of them
 */
public record Resource(String path, String fields, Set<String> requiredKeys) {

    public Resource {
        if (!path.matches("(/[a-z0-9_]+)+")) {
            throw new IllegalArgumentException("Not the path of a Coupa list: " + path);
        }
        if (fields.isBlank()) {
            throw new IllegalArgumentException("The fields to read of " + path + " are missing.");
        }
        requiredKeys = Stream.concat(Stream.of("id"), requiredKeys.stream().map(CoupaJson::key))
                .collect(Collectors.toUnmodifiableSet());
    }
}
