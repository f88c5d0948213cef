package io.coupabridge.benchmark.spring;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Header;

/** One reading of everything. Thread-safe. */
final class Run {

    private final Header id =
            EventHeaders.header("coupabridge_run_id", UUID.randomUUID().toString());
    private final AtomicLong pages = new AtomicLong();

    /** To be made now, of Coupa's next page. */
    Publication nextPage() {
        return publication(pages.incrementAndGet());
    }

    /** To be made now, under this number. */
    Publication publication(long number) {
        return new Publication(id, EventHeaders.header("coupabridge_page", Long.toString(number)), EventHeaders.now());
    }
}
