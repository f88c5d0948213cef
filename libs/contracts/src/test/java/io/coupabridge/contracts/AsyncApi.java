package io.coupabridge.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code docs/asyncapi.yaml}: what the topics, tasks and JSON Schemas of this module say, in the words of AsyncAPI 3.0. The
 * operations are those of Coupa Bridge: it receives commands and sends the rest.
 */
final class AsyncApi {

    static final String SCHEMAS = "../libs/contracts/src/main/resources/";

    private static final String DEAD_LETTER = "DeadLetter";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

    /** @param messages the names of what travels on the topic */
    private record Traffic(List<String> messages, String description, List<String> actions) {}

    private final Map<Topic, Traffic> traffic =
            new TreeMap<>((a, b) -> a.topicName().compareTo(b.topicName()));

    private AsyncApi() {
        add(Topic.TASK_EVENTS, MessageType.TASK_EVENT, "What happened to each command.", "send");
        add(Topic.CONNECTIONS, MessageType.CONNECTION_EVENT, "Where each tenant's connection stands.", "send");
        add(Topic.ERASURES, MessageType.ERASURE_RECEIPT, "Receipts of tenants that were erased.", "send");
        traffic.put(
                Topic.TOKEN_REJECTIONS,
                new Traffic(
                        List.of(
                                title(MessageType.TOKEN_REJECTED),
                                title(MessageType.VERIFICATION_WANTED),
                                title(MessageType.TENANT_ERASED)),
                        "Between the services: tokens that Coupa rejected, refused tasks to be verified again, and erasures that are done.",
                        List.of("send", "receive")));
        traffic.put(
                Topic.PAGE_OFFSETS,
                new Traffic(List.of(), "Never written: consumer groups keep page numbers as its offsets.", List.of()));
        for (Task task : Described.tasks()) {
            String service = task.shortName() + "-service";
            add(task.commandTopic(), MessageType.TASK_COMMAND, "What the platform asks of " + service + ".", "receive");
            add(
                    task.tokenTopic(),
                    MessageType.TOKEN_EVENT,
                    "Between the services: encrypted tokens for " + service + ".",
                    "send",
                    "receive");
            add(
                    task.recordTopic(),
                    task.messageType(),
                    "The records that " + service + " discovered in Coupa.",
                    "send");
            add(
                    task.quarantineTopic(),
                    MessageType.QUARANTINED_RECORD,
                    "The records that " + service + " could not map.",
                    "send");
        }
        for (Topic topic : Described.topics()) {
            String name = topic.topicName();
            if (name.endsWith(".dead-letter")) {
                String consumed = name.substring(0, name.length() - ".dead-letter".length());
                traffic.put(
                        topic,
                        new Traffic(
                                List.of(DEAD_LETTER),
                                "What could not be read from " + consumed + ".",
                                List.of("send")));
            }
        }
    }

    private void add(Topic topic, MessageType type, String description, String... actions) {
        traffic.put(topic, new Traffic(List.of(title(type)), description, List.of(actions)));
    }

    static String yaml() {
        try {
            return YAML.writeValueAsString(new AsyncApi().document());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode document() {
        ObjectNode document = YAML.createObjectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Coupa Bridge")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "Made from libs/contracts by AsyncApiTest; do not edit. docs/consume.md explains how to read.");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        traffic.forEach((topic, what) -> {
            channels.set(topic.topicName(), channel(topic, what));
            for (String action : what.actions()) {
                operations
                        .putObject(action + "-" + topic.topicName())
                        .put("action", action)
                        .putObject("channel")
                        .put("$ref", "#/channels/" + topic.topicName());
            }
        });
        ObjectNode messages = document.putObject("components").putObject("messages");
        Described.messageTypes().forEach(type -> messages.set(title(type), message(type)));
        messages.set(DEAD_LETTER, deadLetter());
        return document;
    }

    private static ObjectNode channel(Topic topic, Traffic what) {
        ObjectNode channel = YAML.createObjectNode().put("address", topic.topicName());
        channel.put("description", what.description());
        if (!what.messages().isEmpty()) {
            ObjectNode messages = channel.putObject("messages");
            what.messages().forEach(name -> messages.putObject(name).put("$ref", "#/components/messages/" + name));
        }
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka").put("partitions", topic.partitions());
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configuration.putArray("cleanup.policy").add(topic.compacted() ? "compact" : "delete");
        topic.retention().ifPresent(time -> configuration.put("retention.ms", time.toMillis()));
        Optional.ofNullable(topic.limits().get("max.message.bytes"))
                .ifPresent(bytes -> configuration.put("max.message.bytes", Integer.parseInt(bytes)));
        kafka.put("bindingVersion", "0.5.0");
        return channel;
    }

    private static ObjectNode message(MessageType type) {
        JsonNode schema = schema(type);
        boolean ofRecord = type.equals(MessageType.QUARANTINED_RECORD)
                || Described.tasks().stream().map(Task::messageType).anyMatch(type::equals);
        ObjectNode message = YAML.createObjectNode()
                .put("name", title(type))
                .put("summary", schema.get("description").asText());
        message.set("headers", headers(type, ofRecord));
        message.putObject("payload").put("$ref", SCHEMAS + type.schemaResource());
        key(message, ofRecord ? "The tenant, a slash, and Coupa's id of the record." : "The tenant.");
        return message;
    }

    private static ObjectNode headers(MessageType type, boolean ofRecord) {
        ObjectNode headers = YAML.createObjectNode().put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        text(properties, "ce_specversion", "The version of CloudEvents.").put("const", "1.0");
        text(properties, "ce_id", "The message's own id. The same message again has the same id.");
        text(properties, "ce_type", "The type and version of the message.").put("const", type.type());
        text(properties, "ce_source", "Who wrote it, such as /coupa-bridge/roster-service.");
        text(properties, "ce_subject", "The tenant.");
        text(properties, "ce_time", "When it was written.").put("format", "date-time");
        text(properties, "content-type", "The media type of the value.").put("const", "application/json");
        if (ofRecord) {
            text(properties, MessageHeaders.RUN_ID, "The commandId of the run that published it.");
            text(properties, MessageHeaders.PAGE, "The number of the publication that it came with.");
        }
        if (Set.of(MessageType.CONNECTION_EVENT, MessageType.TOKEN_EVENT, MessageType.ERASURE_RECEIPT)
                .contains(type)) {
            text(
                    properties,
                    MessageHeaders.SIGNATURE,
                    "token-service's signature over topic, key and value, in Base64.");
        }
        if (type.equals(MessageType.TASK_COMMAND)) {
            text(properties, MessageHeaders.REPLAYS, "How often it was replayed; absent when never.");
        } else {
            properties.fieldNames().forEachRemaining(headers.withArray("required")::add);
        }
        text(
                properties,
                MessageHeaders.TRACEPARENT,
                "Where it belongs in a trace, by W3C Trace Context. Old messages have none.");
        return headers;
    }

    private static ObjectNode deadLetter() {
        ObjectNode message = YAML.createObjectNode()
                .put("name", DEAD_LETTER)
                .put(
                        "summary",
                        "A message that could not be read, with its original key, bytes and headers. Of a very"
                                + " large one their heads are kept.")
                .put("contentType", "application/octet-stream");
        ObjectNode headers = message.putObject("headers").put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        ArrayNode required = headers.putArray("required");
        text(properties, MessageHeaders.DEAD_LETTER_REASON, "One sentence that says what is wrong.");
        text(properties, MessageHeaders.ORIGIN_TOPIC, "The topic that it came from.");
        text(properties, MessageHeaders.ORIGIN_PARTITION, "The partition that it came from.");
        text(properties, MessageHeaders.ORIGIN_OFFSET, "Its offset there.");
        properties.fieldNames().forEachRemaining(required::add);
        text(properties, MessageHeaders.PAYLOAD_SHA256, "Of a message too large to keep: SHA-256 of its value.");
        text(properties, MessageHeaders.PAYLOAD_BYTES, "Of a message too large to keep: the size of its value.");
        text(properties, MessageHeaders.KEY_SHA256, "Of a key too large to keep: its SHA-256.");
        text(properties, MessageHeaders.KEY_BYTES, "Of a key too large to keep: its size.");
        text(properties, MessageHeaders.HEADERS_SHA256, "Of headers too large to keep: SHA-256 of names and values.");
        text(properties, MessageHeaders.HEADERS_BYTES, "Of headers too large to keep: the size of names and values.");
        message.putObject("payload").put("description", "The original bytes.");
        key(message, "The original key.");
        return message;
    }

    private static void key(ObjectNode message, String description) {
        message.putObject("bindings")
                .putObject("kafka")
                .put("bindingVersion", "0.5.0")
                .putObject("key")
                .put("type", "string")
                .put("description", description);
    }

    private static ObjectNode text(ObjectNode properties, String name, String description) {
        return properties.putObject(name).put("type", "string").put("description", description);
    }

    private static String title(MessageType type) {
        return schema(type).get("title").asText();
    }

    static JsonNode schema(MessageType type) {
        try (InputStream in = MessageType.class.getClassLoader().getResourceAsStream(type.schemaResource())) {
            return Golden.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
