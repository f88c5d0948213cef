package io.coupabridge.edge.access;

import io.coupabridge.contracts.TenantId;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the tenants that a token names. What is no tenant id names nobody: there is no sign for all tenants. */
final class TenantsClaim {

    private static final Pattern SLASH_OUTSIDE_QUOTES = Pattern.compile("/(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    private final String[] path;

    /** @param path as {@link AccessConfig#tenantsClaim} describes it */
    TenantsClaim(String path) {
        this.path = Stream.of(SLASH_OUTSIDE_QUOTES.split(path))
                .map(name -> name.replace("\"", ""))
                .toArray(String[]::new);
    }

    /** @param claims gives the token's claim of a name, or null */
    Set<TenantId> read(Function<String, Object> claims) {
        Object value = claims.apply(path[0]);
        for (int at = 1; at < path.length; at++) {
            value = value instanceof JsonObject object ? object.get(path[at]) : null;
        }
        Stream<?> names = value instanceof JsonArray array ? array.stream() : Stream.ofNullable(value);
        return names.map(TenantsClaim::text)
                .filter(TenantId::isValid)
                .map(TenantId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** An empty text for what is none. */
    private static String text(Object value) {
        if (value instanceof JsonString string) {
            return string.getString();
        }
        return value instanceof String string ? string : "";
    }
}
