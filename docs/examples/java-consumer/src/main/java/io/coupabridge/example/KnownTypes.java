package io.coupabridge.example;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The types of message that this program can read. A change that would break it comes as another type. */
final class KnownTypes {

    private static final Set<String> TYPES = Stream.of(
                    ApplicationRoster.TASK.messageType(), ExpenseDiscovery.TASK.messageType(), MessageType.TASK_EVENT)
            .map(MessageType::type)
            .collect(Collectors.toUnmodifiableSet());

    private KnownTypes() {}

    /** Whether to read the message. One without a value asks to forget its key, whatever its type. */
    static boolean include(ConsumerRecord<String, byte[]> message) {
        Header type = message.headers().lastHeader("ce_type");
        return message.value() == null
                || type != null && TYPES.contains(new String(type.value(), StandardCharsets.UTF_8));
    }
}
