package io.coupabridge.console.projection;

import io.coupabridge.console.database.ConsoleDatabase;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** How far each partition is read. */
@Singleton
class ProjectionOffsets {

    private final ConsoleDatabase database;

    ProjectionOffsets(ConsoleDatabase database) {
        this.database = database;
    }

    /** Without partitions of which nothing was read yet. */
    Map<Integer, Long> next(String topic) {
        return database
                .query(
                        "select partition, next_offset from projection_offset where topic = ?",
                        row -> Map.entry(row.getInt(1), row.getLong(2)),
                        topic)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** From where the partition is to be read on, kept from other replicas until the transaction ends. */
    long lock(TopicPartition partition) {
        database.update(
                "insert into projection_offset (topic, partition, next_offset) values (?, ?, 0) on conflict do nothing",
                partition.topic(),
                partition.partition());
        return database.one(
                        "select next_offset from projection_offset where topic = ? and partition = ? for update",
                        row -> row.getLong(1),
                        partition.topic(),
                        partition.partition())
                .orElseThrow();
    }

    /** Begins anew, unless another replica has done so meanwhile. */
    void beginAgain(TopicPartition partition, long beginning, long end) {
        database.update(
                "update projection_offset set next_offset = ? where topic = ? and partition = ? and next_offset > ?",
                beginning,
                partition.topic(),
                partition.partition(),
                end);
    }

    void store(TopicPartition partition, long next) {
        database.update(
                "update projection_offset set next_offset = greatest(next_offset, ?) where topic = ? and partition = ?",
                next,
                partition.topic(),
                partition.partition());
    }
}
