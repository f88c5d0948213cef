package io.coupabridge.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An example of a message as it travels, from {@code src/test/resources/golden}. Changing how a message looks means
 * changing such a file.
 */
record Golden(String name, MessageType type, Class<?> javaType) {

    /** A plain mapper: what the records need to be written right, they carry themselves. */
    static final ObjectMapper MAPPER = new ObjectMapper().registerModule(new JavaTimeModule());

    static final Map<MessageType, Class<?>> JAVA_TYPES = Map.ofEntries(
            Map.entry(MessageType.TASK_COMMAND, TaskCommand.class),
            Map.entry(MessageType.TASK_EVENT, TaskEvent.class),
            Map.entry(ApplicationRoster.TASK.messageType(), DiscoveredUser.class),
            Map.entry(ExpenseDiscovery.TASK.messageType(), DiscoveredExpense.class),
            Map.entry(MessageType.CONNECTION_EVENT, ConnectionEvent.class),
            Map.entry(MessageType.TOKEN_EVENT, TokenEvent.class),
            Map.entry(MessageType.TOKEN_REJECTED, TokenRejected.class),
            Map.entry(MessageType.VERIFICATION_WANTED, VerificationWanted.class),
            Map.entry(MessageType.TENANT_ERASED, TenantErased.class),
            Map.entry(MessageType.ERASURE_RECEIPT, ErasureReceipt.class),
            Map.entry(MessageType.QUARANTINED_RECORD, QuarantinedRecord.class));

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    static Stream<Golden> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .map(Golden::named)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name such as {@code task-event.completed}: the message's type, then which example of it */
    static Golden named(String name) {
        String message = name.split("\\.")[0];
        MessageType type = MessageType.all().stream()
                .filter(candidate -> candidate.type().equals("io.coupabridge." + message + ".v1"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No message type goes with golden file " + name + "."));
        return new Golden(name, type, JAVA_TYPES.get(type));
    }

    String text() {
        try {
            return Files.readString(DIRECTORY.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode json() {
        try {
            return (ObjectNode) MAPPER.readTree(text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Golden file " + name + " is not JSON.", e);
        }
    }

    Object read() throws JsonProcessingException {
        return MAPPER.readValue(text(), javaType);
    }

    Object read(JsonNode changed) throws JsonProcessingException {
        return MAPPER.treeToValue(changed, javaType);
    }

    static String pretty(Object message) throws JsonProcessingException {
        return MAPPER.writer(printer()).writeValueAsString(message) + "\n";
    }

    private static PrettyPrinter printer() {
        DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator(""))
                .withArrayIndenter(twoSpaces)
                .withObjectIndenter(twoSpaces);
    }

    @Override
    public String toString() {
        return name;
    }
}
