package io.coupabridge.benchmark.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Publishes with the guarantee of Coupa Bridge. One thread takes the pages of all lanes, as many as have arrived while it
 * published those before: it stores them as one batch in the {@link Ledger}, which answers what is new or changed, then
 * publishes that in a Kafka transaction of the component, which also carries the batch's number as the offset of a
 * consumer group of the tenant.
 *
 * <p>The component commits when the exchange that it belongs to ends. So the transaction has an exchange of its own, ended
 * before the next batch is stored, and a batch that could not be committed ends the process.
 *
 * <p>After a crash at any point the group's offset says whether the last stored batch was published; what then has to be
 * done is {@link Ledger#settle}.
 */
final class ExactPublishing extends RouteBuilder {

    private static final int MOST_PAGES = 32;
    private static final String BATCH_NUMBER = "batch-number";

    private final Settings settings;
    private final Progress progress;
    private final Producers producers;
    private final Ledger ledger;
    private ProducerTemplate template;
    private ConsumerTemplate waiting;

    ExactPublishing(Settings settings, Progress progress, Producers producers, Ledger ledger) {
        this.settings = settings;
        this.progress = progress;
        this.producers = producers;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        template = getContext().createProducerTemplate();
        waiting = getContext().createConsumerTemplate();
        // no linger: the component waits for the acknowledgements of all that it sends before it commits.
        // And back at once: the broker may still be ending the transaction before.
        from("direct:transaction")
                .to(Producers.endpoint(settings)
                        + "&lingerMs=0&synchronous=true&retryBackoffMs=5&additionalProperties.transactional.id="
                        + name(settings))
                .process(this::addOffset);
        from(ReadingRoutes.PAGES)
                .onException(Exception.class)
                .process(exchange -> CamelPeer.fail(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)))
                .end()
                .process(this::publish);
    }

    private void publish(Exchange exchange) throws Exception {
        List<Page> pages = withWaiting(exchange.getMessage().getBody(Page.class));
        List<Found> changed = ledger.store(pages);
        if (!changed.isEmpty()) {
            Publication publication = Run.of(exchange).publication(ledger.batch());
            Exchange transaction = template.send("direct:transaction", sending -> {
                sending.setProperty(BATCH_NUMBER, ledger.batch());
                sending.getMessage().setBody(producers.messages(getContext(), changed, publication));
            });
            if (transaction.isFailed()) {
                throw transaction.getException();
            }
        }
        progress.pagesPublished(pages.size(), changed.size());
    }

    /** The two commits are most of what a page costs alone, so those that are there already go along. */
    private List<Page> withWaiting(Page first) {
        List<Page> pages = new ArrayList<>(MOST_PAGES);
        for (Page page = first; page != null; page = next(pages.size())) {
            pages.add(page);
        }
        return pages;
    }

    private Page next(int taken) {
        return taken < MOST_PAGES ? waiting.receiveBodyNoWait(ReadingRoutes.PAGES, Page.class) : null;
    }

    private void addOffset(Exchange exchange) {
        OffsetAndMetadata batch = new OffsetAndMetadata(exchange.getProperty(BATCH_NUMBER, Long.class));
        producers
                .producer()
                .sendOffsetsToTransaction(
                        Map.of(producers.partition(), batch), new ConsumerGroupMetadata(name(settings)));
    }

    /**
     * The number of the last batch that was published in any run; 0 for none. To be asked when the component's producer has
     * started, which ends an earlier one's transaction and fences that producer.
     */
    static long publishedBatch(Settings settings, TopicPartition partition) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(
                            Map.of(
                                    name(settings),
                                    new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(name(settings))
                    .get()
                    .get(partition);
            return offset == null ? 0 : offset.offset();
        }
    }

    private static String name(Settings settings) {
        return "camel-peer-" + settings.tenant();
    }
}
