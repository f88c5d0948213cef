package io.coupabridge.benchmark.camel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

    private volatile Producer<?, ?> producer;
    private volatile TopicPartition partition;

    @Override
    public Producer<?, ?> getProducer(Properties properties) {
        producer = super.getProducer(properties);
        return producer;
    }

    Producer<?, ?> producer() {
        return producer;
    }

    /** All records of a tenant share a partition. */
    void choosePartition(String topic, String tenant) {
        int partitions = producer.partitionsFor(topic).size();
        int hash = Utils.toPositive(Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8)));
        partition = new TopicPartition(topic, hash % partitions);
    }

    TopicPartition partition() {
        return partition;
    }

    /** A page as the list of messages that the Kafka component sends one after the other without waiting. */
    List<Message> messages(CamelContext context, String tenant, List<Page.Found> records) {
        return records.stream()
                .map(found -> message(context, tenant + "/" + found.id(), found.value()))
                .toList();
    }

    private Message message(CamelContext context, String key, byte[] value) {
        Message message = new DefaultMessage(context);
        message.setHeaders(Map.of(KafkaConstants.KEY, key, KafkaConstants.PARTITION_KEY, partition.partition()));
        message.setBody(value);
        return message;
    }

    /** The options that both kinds of publishing share. */
    static String endpoint(Settings settings) {
        return "kafka:" + settings.topic() + "?brokers=" + settings.bootstrap()
                + "&kafkaClientFactory=#producers&requestRequiredAcks=all&enableIdempotence=true&producerBatchSize=65536"
                + "&recordMetadata=false&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer";
    }
}
