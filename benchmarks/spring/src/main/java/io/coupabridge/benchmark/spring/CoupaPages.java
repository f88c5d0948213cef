package io.coupabridge.benchmark.spring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** Pages of one of Coupa's resources. Thread-safe. */
final class CoupaPages<T extends Identified> {

    private final CoupaRequests requests;
    private final String query;
    private final JsonText.Reader<List<T>> reader;

    /**
     * @param resource the address of the resource
     * @param fields those that are used, as Coupa's parameter takes them
     * @param reader of a page
     */
    CoupaPages(CoupaRequests requests, String resource, String fields, JsonText.Reader<List<T>> reader) {
        this(requests, resource + "?fields=" + encoded(fields) + "&order_by=id", reader);
    }

    private CoupaPages(CoupaRequests requests, String query, JsonText.Reader<List<T>> reader) {
        this.requests = requests;
        this.query = query;
        this.reader = reader;
    }

    /** Only the records of which this is true. */
    CoupaPages<T> where(String condition, Object value) {
        return new CoupaPages<>(requests, query + "&" + encoded(condition) + "=" + encoded(value.toString()), reader);
    }

    /** The page behind an id; empty when there is nothing more. */
    List<T> after(long id) {
        return requests.get(query + "&dir=asc&limit=" + Resource.PAGE_SIZE + "&id%5Bgt%5D=" + id, reader);
    }

    /** The lowest id of all; empty when there is no record. */
    OptionalLong firstId() {
        return end("asc");
    }

    OptionalLong lastId() {
        return end("desc");
    }

    private OptionalLong end(String direction) {
        return requests.get(query + "&limit=1&dir=" + direction, reader).stream()
                .mapToLong(Identified::id)
                .findFirst();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
