package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.PageRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many records to ask each host for: fewer when Coupa fails with the large pages (coupa-api §7, rows 21 and 24) or
 * they are larger than is accepted, and with every good page one more again. Kept beyond a slice, which would else begin
 * with pages that do not come. Thread-safe.
 */
final class PageSizes {

    private static final int SMALLEST = 10;

    private final ConcurrentMap<String, Integer> reduced = new ConcurrentHashMap<>();

    int of(String host) {
        return reduced.getOrDefault(host, PageRequest.LARGEST);
    }

    void shrink(String host) {
        reduced.put(host, Math.max(SMALLEST, of(host) / 2));
    }

    /** Asks for fewer when a smaller page may help against this failure. */
    void heed(String host, RuntimeException failure) {
        if (tooLarge(failure)) {
            shrink(host);
        }
    }

    void grow(String host) {
        reduced.computeIfPresent(host, (same, size) -> size + 1 < PageRequest.LARGEST ? size + 1 : null);
    }

    /** How many hosts are asked for fewer than the most. */
    int hostsReduced() {
        return reduced.size();
    }

    private static boolean tooLarge(RuntimeException failure) {
        return failure instanceof UnavailableException unavailable
                        && unavailable.kind() == UnavailableException.Kind.TIMEOUT
                || failure instanceof UnexpectedResponseException unexpected
                        && (unexpected.kind() == UnexpectedResponseException.Kind.BROKEN_JSON
                                || unexpected.kind() == UnexpectedResponseException.Kind.TOO_LARGE);
    }
}
