package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.CoupaPages.Entry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** The topic as one tenant sees it: all of its records share a partition. */
record TenantTopic(String tenant, TopicPartition partition) {

    /** @param partitions how many partitions the topic has */
    static TenantTopic of(String tenant, String topic, int partitions) {
        int hash = Utils.toPositive(Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8)));
        return new TenantTopic(tenant, new TopicPartition(topic, hash % partitions));
    }

    ProducerRecord<String, byte[]> message(Entry entry) {
        return new ProducerRecord<>(partition.topic(), partition.partition(), tenant + "/" + entry.id(), entry.value());
    }
}
