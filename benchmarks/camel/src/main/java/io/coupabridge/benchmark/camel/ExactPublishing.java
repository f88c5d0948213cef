package io.coupabridge.benchmark.camel;

import java.util.List;
import java.util.Map;
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
 * Publishes with the guarantee of Coupa Bridge. One thread takes the pages of all lanes: it stores a page in the
 * {@link Ledger}, which answers what is new or changed, then publishes that in a Kafka transaction of the component, which
 * also carries the page's number as the offset of a consumer group of the tenant.
 *
 * <p>The component commits when the exchange that it belongs to ends. So the transaction has an exchange of its own, ended
 * before the next page is stored, and a page that could not be committed ends the process.
 *
 * <p>After a crash at any point the group's offset says whether the last stored page was published; what then has to be
 * done is {@link Ledger#settle}.
 */
final class ExactPublishing extends RouteBuilder {

    private static final String PAGE_NUMBER = "page-number";

    private final Settings settings;
    private final Progress progress;
    private final Producers producers;
    private final Ledger ledger;
    private ProducerTemplate template;

    ExactPublishing(Settings settings, Progress progress, Producers producers, Ledger ledger) {
        this.settings = settings;
        this.progress = progress;
        this.producers = producers;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        template = getContext().createProducerTemplate();
        // no linger: the thread waits for the page's acknowledgements, and nothing else would fill the batch; and back
        // at
        // once: the broker may still be ending the transaction before
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
        List<Found> changed = ledger.store(exchange.getMessage().getBody(Page.class));
        if (!changed.isEmpty()) {
            Exchange transaction = template.send("direct:transaction", sending -> {
                sending.setProperty(PAGE_NUMBER, ledger.page());
                sending.getMessage().setBody(producers.messages(getContext(), changed));
            });
            if (transaction.isFailed()) {
                throw transaction.getException();
            }
        }
        progress.pagePublished(changed.size());
    }

    private void addOffset(Exchange exchange) {
        OffsetAndMetadata page = new OffsetAndMetadata(exchange.getProperty(PAGE_NUMBER, Long.class));
        producers
                .producer()
                .sendOffsetsToTransaction(
                        Map.of(producers.partition(), page), new ConsumerGroupMetadata(name(settings)));
    }

    /**
     * The number of the last page that was published in any run; 0 for none. To be asked when the component's producer has
     * started, which ends an earlier one's transaction and fences that producer.
     */
    static long publishedPage(Settings settings, TopicPartition partition) throws Exception {
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
