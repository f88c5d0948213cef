package io.coupabridge.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TaskEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A whole consumer of Coupa Bridge: it holds the latest version of every user and expense line, and checks the receipt of
 * every run. {@code ExampleConsumer SERVERS} follows the topics; with {@code --once} it ends where they end now.
 */
public final class ExampleConsumer {

    private static final String USERS = "coupa.roster.users";
    private static final String LINES = "coupa.expense.lines";
    private static final String TASK_EVENTS = "coupa.task-events";
    private static final List<String> TOPICS = List.of(USERS, LINES, TASK_EVENTS);

    /** A field that it does not know is no error: the records of the contracts say so themselves. */
    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

    private final LatestRecords<DiscoveredUser> users = new LatestRecords<>();
    private final LatestRecords<DiscoveredExpense> lines = new LatestRecords<>();
    private final Receipts receipts = new Receipts();

    public static void main(String[] args) {
        boolean once = args.length == 2 && args[1].equals("--once");
        if (args.length != 1 && !once) {
            System.err.println("Usage: ExampleConsumer SERVERS [--once]");
            System.exit(2);
        }
        System.exit(new ExampleConsumer().run(args[0], once) ? 0 : 1);
    }

    private boolean run(String servers, boolean once) {
        try (Consumer<String, byte[]> consumer = consumer(servers)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
            consumer.subscribe(TOPICS);
            while (!once || !hasReached(ends, consumer)) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
                records.forEach(this::take);
                if (!records.isEmpty()) {
                    // after the work: what is not committed when this program dies comes again, and is ignored then
                    consumer.commitSync();
                    if (!once) {
                        System.out.println(summary());
                    }
                }
            }
        }
        receipts.disagreeing().forEach(System.err::println);
        System.out.println(summary() + ", " + receipts.disagreeing().size() + " do not");
        return receipts.disagreeing().isEmpty();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (!KnownTypes.include(record)) {
            return;
        }
        try {
            switch (record.topic()) {
                case USERS -> take(record, users, DiscoveredUser.class);
                case LINES -> take(record, lines, DiscoveredExpense.class);
                default -> receipts.take(json.readValue(record.value(), TaskEvent.class));
            }
        } catch (IOException e) {
            // one message must not stop all others; a real consumer keeps it for somebody to look at
            System.err.printf("Unreadable: %s-%d@%d%n", record.topic(), record.partition(), record.offset());
        }
    }

    private <R extends DiscoveredRecord> void take(
            ConsumerRecord<String, byte[]> record, LatestRecords<R> held, Class<R> type) throws IOException {
        if (record.value() == null) {
            held.forget(record.key());
        } else if (held.take(record.key(), json.readValue(record.value(), type))) {
            Header run = record.headers().lastHeader(MessageHeaders.RUN_ID);
            receipts.count(UUID.fromString(new String(run.value(), StandardCharsets.UTF_8)));
        }
    }

    private String summary() {
        return users.size() + " users, " + lines.size() + " lines, "
                + receipts.agreeing().size() + " receipts agree";
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toList());
    }

    private static boolean hasReached(Map<TopicPartition, Long> ends, Consumer<?, ?> consumer) {
        return consumer.assignment().containsAll(ends.keySet())
                && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static Consumer<String, byte[]> consumer(String servers) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        // What this example holds is gone when it ends, so each start is a new group that reads everything. If yours is
        // kept in a database, give your group a fixed name.
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "example-consumer-" + UUID.randomUUID());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // without what an unfinished or aborted transaction has written
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
