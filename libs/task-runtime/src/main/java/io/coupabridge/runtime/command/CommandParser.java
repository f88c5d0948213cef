package io.coupabridge.runtime.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.message.UnreadableMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads commands, good and bad. What has a readable id and tenant is a command, if perhaps an invalid one; all else is
 * unreadable. Reasons never quote the payload. Pure.
 */
final class CommandParser {

    static final int LARGEST = 1 << 20;
    private static final int LONGEST_REQUESTER = 200;
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Task task;
    private final Duration defaultDeadline;

    CommandParser(Task task, Duration defaultDeadline) {
        this.task = task;
        this.defaultDeadline = defaultDeadline;
    }

    /**
     * A command that can be answered.
     *
     * @param invalid why it will fail; empty when it is good
     * @param cancels of a cancel
     */
    record Parsed(
            UUID commandId,
            TenantId tenant,
            Kind kind,
            RunMode mode,
            Instant from,
            Instant to,
            Instant deadline,
            UUID cancels,
            boolean acceptRemovals,
            String requestedBy,
            Optional<String> invalid) {}

    /** @throws UnreadableMessageException when not even its id and tenant can be read */
    Parsed parse(byte[] key, byte[] value, Instant now) {
        JsonNode json = json(value);
        UUID commandId = uuid(json.get("commandId"));
        if (commandId == null) {
            throw new UnreadableMessageException("The command has no readable commandId (a UUID).");
        }
        JsonNode tenant = json.get("tenantId");
        if (tenant == null || !tenant.isTextual() || !TenantId.isValid(tenant.textValue())) {
            throw new UnreadableMessageException("The command has no readable tenantId (" + TenantId.PATTERN + ").");
        }
        if (key == null || !new String(key, StandardCharsets.UTF_8).equals(tenant.textValue())) {
            throw new UnreadableMessageException(
                    "The Kafka key is not the command's tenantId; commands of a tenant would not stay in order.");
        }
        return new Fields(json, now).command(commandId, new TenantId(tenant.textValue()));
    }

    private static JsonNode json(byte[] value) {
        if (value == null || value.length == 0) {
            throw new UnreadableMessageException("The message is empty.");
        }
        if (value.length > LARGEST) {
            throw new UnreadableMessageException(
                    "The message has " + value.length + " bytes; a command has at most 1 MiB.");
        }
        try {
            JsonNode json = READER.readTree(value);
            if (!json.isObject()) {
                throw new UnreadableMessageException("The message is not a JSON object.");
            }
            return json;
        } catch (IOException | IllegalStateException e) {
            // the parser says the latter to keys that were made to collide
            throw new UnreadableMessageException("The message is not JSON.");
        }
    }

    private static UUID uuid(JsonNode node) {
        // UUID.fromString takes shorter forms too
        if (node == null || !node.isTextual() || node.textValue().length() != 36) {
            return null;
        }
        try {
            return UUID.fromString(node.textValue());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The other fields of a command; the first fault is kept. */
    private final class Fields {

        private final JsonNode json;
        private final Instant now;
        private String fault;

        Fields(JsonNode json, Instant now) {
            this.json = json;
            this.now = now;
        }

        Parsed command(UUID commandId, TenantId tenant) {
            Kind kind = choice("kind", Kind.class, Kind.RUN);
            checkTask();
            RunMode mode = choice("mode", RunMode.class, RunMode.AUTO);
            Instant from = instant("from");
            Instant to = instant("to");
            checkWindow(kind, mode, from, to);
            Instant deadline = instant("deadline");
            instant("requestedAt");
            String requestedBy = requestedBy();
            UUID cancels = cancels(kind);
            boolean acceptRemovals = acceptRemovals(kind, mode);
            return new Parsed(
                    commandId,
                    tenant,
                    kind,
                    mode,
                    from,
                    to,
                    deadline == null ? now.plus(defaultDeadline) : deadline,
                    cancels,
                    acceptRemovals,
                    requestedBy,
                    Optional.ofNullable(fault));
        }

        private void checkWindow(Kind kind, RunMode mode, Instant from, Instant to) {
            if (kind == Kind.CANCEL) {
                return;
            }
            if (mode == RunMode.WINDOW) {
                if (from == null || to == null) {
                    fault("mode WINDOW needs from and to, such as \"2026-01-31T00:00:00Z\".");
                } else if (!from.isBefore(to)) {
                    fault("from is not before to.");
                }
            } else if (from != null || to != null) {
                fault("from and to go with mode WINDOW only.");
            }
        }

        private void checkTask() {
            JsonNode node = json.get("task");
            if (absent(node)) {
                fault("task is missing; this topic takes " + task + ".");
            } else if (!node.isTextual() || Task.find(node.textValue()).isEmpty()) {
                fault("task is none of " + Task.all() + ".");
            } else if (!isText(node, task.name())) {
                fault("task is another one; this topic takes " + task + ".");
            }
        }

        private boolean isText(JsonNode node, String text) {
            return node.isTextual() && node.textValue().equals(text);
        }

        private UUID cancels(Kind kind) {
            JsonNode node = json.get("cancels");
            UUID cancels = uuid(node);
            if (kind == Kind.CANCEL && cancels == null) {
                fault("cancels must name the commandId of the run to cancel.");
            }
            return cancels;
        }

        private boolean acceptRemovals(Kind kind, RunMode mode) {
            JsonNode node = json.get("acceptRemovals");
            if (absent(node)) {
                return false;
            }
            if (!node.isBoolean()) {
                fault("acceptRemovals is neither true nor false.");
            } else if (node.booleanValue() && (kind != Kind.RUN || mode != RunMode.FULL)) {
                fault("acceptRemovals goes with a run in mode FULL only; no other finds out what is gone.");
            }
            return node.booleanValue();
        }

        private String requestedBy() {
            JsonNode node = json.get("requestedBy");
            if (absent(node)) {
                return null;
            }
            if (!node.isTextual() || node.textValue().length() > LONGEST_REQUESTER) {
                fault("requestedBy is not a text of at most " + LONGEST_REQUESTER + " characters.");
                return null;
            }
            // PostgreSQL takes no NUL in a text
            return node.textValue().replace("\u0000", "");
        }

        private Instant instant(String field) {
            JsonNode node = json.get(field);
            if (absent(node)) {
                return null;
            }
            try {
                Instant instant = node.isTextual()
                        ? OffsetDateTime.parse(node.textValue()).toInstant()
                        : null;
                if (instant != null && plausible(instant)) {
                    return instant;
                }
            } catch (DateTimeException e) {
                // said below
            }
            fault(field + " is not an instant such as \"2026-01-31T00:00:00Z\".");
            return null;
        }

        private boolean plausible(Instant instant) {
            return instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.parse("2200-01-01T00:00:00Z"));
        }

        private <E extends Enum<E>> E choice(String field, Class<E> type, E otherwise) {
            JsonNode node = json.get(field);
            if (absent(node)) {
                return otherwise;
            }
            Optional<E> found = Arrays.stream(type.getEnumConstants())
                    .filter(value -> isText(node, value.name()))
                    .findFirst();
            if (found.isEmpty()) {
                fault(field + " is none of " + Arrays.toString(type.getEnumConstants()) + ".");
            }
            return found.orElse(otherwise);
        }

        private boolean absent(JsonNode node) {
            return node == null || node.isNull();
        }

        private void fault(String what) {
            if (fault == null) {
                fault = what;
            }
        }
    }
}
