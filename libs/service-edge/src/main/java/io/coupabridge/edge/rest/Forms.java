package io.coupabridge.edge.rest;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The forms of a page. They are refused everywhere but where a page allows them. There they are taken in as any other body,
 * whole and within the same bounds, and taken apart afterwards.
 */
public final class Forms {

    private static final String ALLOWED = Forms.class.getName();
    private static final String TYPE = ALLOWED + ".type";
    private static final String ENCODED = "application/x-www-form-urlencoded";
    private static final String TEXT = "text/plain;charset=UTF-8";

    private static final int MOST_FIELDS = 50;

    private Forms() {}

    /** From now on the request may be a form; before its body is taken in. */
    public static void allow(RoutingContext request) {
        request.put(ALLOWED, true);
    }

    /** What stands in the fields of a form; the first value of each, and nothing of a body that is no form. */
    public static Map<String, String> fields(String body) {
        try {
            return new QueryStringDecoder(body, StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                    .parameters().entrySet().stream()
                            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Forms::first));
        } catch (IllegalArgumentException e) {
            // its text cannot be told, and is not worth telling
            return Map.of();
        }
    }

    private static String first(Map.Entry<String, List<String>> field) {
        return field.getValue().get(0);
    }

    /** Whether it is one that may come; then it is a text until its body is there, so that nobody takes it apart. */
    static boolean takeAsText(RoutingContext context) {
        HttpServerRequest request = context.request();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (context.get(ALLOWED) == null
                || !type.strip().toLowerCase(Locale.ROOT).startsWith(ENCODED)) {
            return false;
        }
        context.put(TYPE, type);
        request.headers().set(HttpHeaders.CONTENT_TYPE, TEXT);
        return true;
    }

    /** The body is there. */
    static void giveBackType(RoutingContext context) {
        String type = context.remove(TYPE);
        if (type != null) {
            context.request().headers().set(HttpHeaders.CONTENT_TYPE, type);
        }
    }
}
