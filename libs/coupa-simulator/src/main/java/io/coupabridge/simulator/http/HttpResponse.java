package io.coupabridge.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer. Immutable; {@code Content-Length} and {@code Date} are added when it is written.
 *
 * @param records how many records the body carries, for the request log
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body, int records) {

    public static final String JSON = "application/json; charset=utf-8";
    public static final String XML = "application/xml; charset=utf-8";
    public static final String HTML = "text/html; charset=utf-8";

    public HttpResponse {
        headers = Map.copyOf(headers);
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, Map.of("Content-Type", contentType), body, 0);
    }

    public static HttpResponse of(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), new byte[0], 0);
    }

    public HttpResponse header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body, records);
    }

    public HttpResponse withBody(byte[] changed) {
        return new HttpResponse(status, headers, changed, records);
    }

    public HttpResponse withStatus(int changed) {
        return new HttpResponse(changed, headers, body, records);
    }

    public HttpResponse withRecords(int count) {
        return new HttpResponse(status, headers, body, count);
    }
}
