package io.coupabridge.benchmark.camel;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Sends each page as one list, and the next one without waiting for the acknowledgements of the last; a page counts once
 * all of its records are acknowledged.
 */
final class BatchPublishing extends RouteBuilder {

    private static final String PAGE = "page";

    private final Settings settings;
    private final Progress progress;
    private final Producers producers;

    BatchPublishing(Settings settings, Progress progress, Producers producers) {
        this.settings = settings;
        this.progress = progress;
        this.producers = producers;
    }

    @Override
    public void configure() {
        onException(Exception.class)
                .process(exchange -> CamelPeer.fail(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
        from(ReadingRoutes.PAGES)
                .setProperty(PAGE, body())
                .filter(exchange -> !page(exchange).records().isEmpty())
                .process(exchange -> exchange.getMessage()
                        .setBody(producers.messages(
                                getContext(),
                                page(exchange).records(),
                                Run.of(exchange).nextPage())))
                .to(Producers.endpoint(settings) + "&lingerMs=5")
                .end()
                .process(exchange ->
                        progress.pagePublished(page(exchange).records().size()));
    }

    private static Page page(Exchange exchange) {
        return exchange.getProperty(PAGE, Page.class);
    }
}
