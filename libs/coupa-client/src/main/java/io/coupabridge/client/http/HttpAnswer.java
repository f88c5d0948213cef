package io.coupabridge.client.http;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What came back for one request: always complete, and never larger than allowed, but not yet unpacked. */
record HttpAnswer(String host, String path, int status, MultiMap headers, byte[] body, long nanos) {

    /** Many answers come within a second, and reading a date costs more than all else of their headers. */
    private static volatile HttpDate lastDate = HttpDate.of("");

    /** The first of this name. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** In lower case and without parameters; empty when there is none. */
    String mediaType() {
        return header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    boolean isJson() {
        return mediaType().equals("application/json") || mediaType().endsWith("+json");
    }

    boolean isXml() {
        return mediaType().equals("application/xml") || mediaType().equals("text/xml");
    }

    boolean isHtml() {
        return mediaType().equals("text/html") || mediaType().equals("application/xhtml+xml");
    }

    /** The server's clock by its Date header. */
    Optional<Instant> serverTime() {
        return header("Date").flatMap(HttpAnswer::httpDate);
    }

    static Optional<Instant> httpDate(String text) {
        HttpDate date = lastDate;
        if (!date.text().equals(text)) {
            date = HttpDate.of(text);
            lastDate = date;
        }
        return date.instant();
    }

    private record HttpDate(String text, Optional<Instant> instant) {

        static HttpDate of(String text) {
            try {
                return new HttpDate(
                        text,
                        Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant()));
            } catch (DateTimeException e) {
                // whatever it was, it is not kept
                return new HttpDate("", Optional.empty());
            }
        }
    }

    /** Names the place and the status, and nothing of the query or the body. */
    String sentence(String what) {
        return "Coupa at " + host + " answered " + path + " with status " + status + what;
    }
}
