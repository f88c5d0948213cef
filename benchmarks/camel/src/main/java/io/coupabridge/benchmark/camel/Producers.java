package io.coupabridge.benchmark.camel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Makes the Kafka component's only producer and keeps hold of it: the component itself neither tells how many partitions
 * a topic has nor puts offsets into its transactions.
 */
final class Producers extends DefaultKafkaClientFactory {

    private final Settings settings;
    private final CloudEvents events;
    private volatile Producer<?, ?> producer;
    private volatile TopicPartition partition;

    Producers(Settings settings) {
        this.settings = settings;
        this.events = new CloudEvents(settings.resource(), settings.tenant());
    }

    @Override
    public Producer<?, ?> getProducer(Properties properties) {
        producer = super.getProducer(properties);
        return producer;
    }

    Producer<?, ?> producer() {
        return producer;
    }

    /** All records of a tenant share a partition. */
    void choosePartition() {
        int partitions = producer.partitionsFor(settings.topic()).size();
        int hash = Utils.toPositive(Utils.murmur2(settings.tenant().getBytes(StandardCharsets.UTF_8)));
        partition = new TopicPartition(settings.topic(), hash % partitions);
    }

    TopicPartition partition() {
        return partition;
    }

    /**
     * A page as the list of messages that the Kafka component sends one after the other without waiting. For one thread:
     * the one that publishes.
     */
    List<Message> messages(CamelContext context, List<Found> records, Publication publication) {
        return records.stream()
                .map(found -> message(context, found, publication))
                .toList();
    }

    private Message message(CamelContext context, Found found, Publication publication) {
        Message message = new DefaultMessage(context);
        message.setHeader(KafkaConstants.KEY, settings.tenant() + "/" + found.id());
        message.setHeader(KafkaConstants.PARTITION_KEY, partition.partition());
        events.describe(message, found.id(), found.version(), publication);
        message.setBody(found.value());
        return message;
    }

    /** The options that both kinds of publishing share. */
    static String endpoint(Settings settings) {
        return "kafka:" + settings.topic() + "?brokers=" + settings.bootstrap()
                + "&kafkaClientFactory=#producers&requestRequiredAcks=all&enableIdempotence=true&producerBatchSize=262144"
                + "&batchWithIndividualHeaders=true"
                + "&recordMetadata=false&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer";
    }
}
