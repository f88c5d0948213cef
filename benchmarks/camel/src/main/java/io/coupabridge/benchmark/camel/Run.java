package io.coupabridge.benchmark.camel;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;

/** One reading of everything, which each exchange of it carries as a property. Thread-safe. */
final class Run {

    static final String PROPERTY = "run";

    private final byte[] id = CloudEvents.bytes(UUID.randomUUID().toString());
    private final AtomicLong pages = new AtomicLong();

    /** The run that the exchange belongs to. */
    static Run of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Run.class);
    }

    /** To be made now, of Coupa's next page. */
    Publication nextPage() {
        return publication(pages.incrementAndGet());
    }

    /** To be made now, under this number. */
    Publication publication(long number) {
        return new Publication(id, CloudEvents.bytes(Long.toString(number)), CloudEvents.now());
    }
}
