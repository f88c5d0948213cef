package io.coupabridge.simulator.http;

import java.util.Map;
import java.util.Optional;

/**
 * One request as it came over the wire. Header names are in lower case; the last of several headers of one name wins.
 *
 * @param rawQuery the text after {@code ?}, not decoded; null when there is none
 * @param body never null, empty when there is none
 */
public record HttpRequest(
        String method, String path, String rawQuery, Map<String, String> headers, byte[] body, boolean keepAlive) {

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public QueryString query() {
        return QueryString.parse(rawQuery);
    }

    /** The same request as if it had come with another {@code Accept} header. */
    public HttpRequest withAccept(String accept) {
        Map<String, String> changed = new java.util.HashMap<>(headers);
        changed.put("accept", accept);
        return new HttpRequest(method, path, rawQuery, changed, body, keepAlive);
    }
}
