package io.coupabridge.benchmark.spring;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** The topic as one tenant sees it: all of its records share a partition. */
record TenantTopic(String tenant, TopicPartition partition, EventHeaders headers) {

    /** @param partitions how many partitions the topic has */
    static TenantTopic of(PeerSettings settings, int partitions) {
        String tenant = settings.tenant();
        int hash = Utils.toPositive(Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8)));
        return new TenantTopic(
                tenant,
                new TopicPartition(settings.topic(), hash % partitions),
                new EventHeaders(settings.resource(), tenant));
    }

    ProducerRecord<String, byte[]> message(Entry entry, Publication publication) {
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                tenant + "/" + entry.id(),
                entry.value(),
                headers.of(entry.id(), entry.version(), publication));
    }
}
