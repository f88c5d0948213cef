package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** {@code ./demo connect|send|read|token}: what the reader of the terminal can do while the demo runs, without other tools. */
final class Tools {

    private static final String ADMIN = "integration-admin";
    private static final List<String> ROLES = List.of(ADMIN, "operator", "auditor", "platform");

    private final DemoSettings settings;
    private final Console console;

    Tools(DemoSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /** Connects a tenant over token-service's REST API and prints the verdict. */
    void connect(List<String> words) {
        DemoArguments arguments =
                DemoArguments.parse(words, Set.of("tenant", "base-url", "client-id", "client-secret"));
        requireUp(DemoSettings.TOKEN_SERVICE, "token-service");
        JsonNode verdict = new TokenServiceClient(
                        settings.url(DemoSettings.TOKEN_SERVICE), new TestTokens(settings.issuer()))
                .connect(
                        arguments.required("tenant"),
                        arguments.required("base-url"),
                        arguments.required("client-id"),
                        arguments.required("client-secret"));
        console.text(verdict.toPrettyString());
    }

    /** Sends a task command and follows it to its end. */
    void send(List<String> words) {
        DemoArguments arguments = DemoArguments.parse(words, Set.of("tenant", "task", "mode"));
        Task task = oneOf(Task.all(), arguments.required("task"), "task");
        RunMode mode = oneOf(List.of(RunMode.values()), arguments.optional("mode", RunMode.AUTO.name()), "mode");
        requireUp(DemoSettings.KAFKA, "Kafka");
        UUID command = UUID.randomUUID();
        try (TaskWatch watch = TaskWatch.ofOne(command, settings.bootstrapServers(), console);
                DemoCommands sender = new DemoCommands(settings.bootstrapServers(), Clock.systemUTC())) {
            sender.run(command, arguments.required("tenant"), task, mode);
            console.text("Sent command " + command + ".");
            TaskEvent outcome = watch.outcome(command, Duration.ofMinutes(15));
            console.text("Ended: " + outcome.type().name().toLowerCase(Locale.ROOT) + ".");
        }
    }

    /** Prints the records of a topic, as a {@code read_committed} consumer sees them. */
    void read(List<String> words) {
        DemoArguments arguments = DemoArguments.parse(words, Set.of("max", "key"));
        if (arguments.word() == null) {
            throw new DemoException("Name the topic, for example: ./demo read coupa.roster.users --max 5");
        }
        requireTopic(arguments.word());
        int max = number(arguments.optional("max", "10"));
        String key = arguments.optional("key", "");
        List<TopicRecord> records = TopicReader.readAll(settings.bootstrapServers(), arguments.word());
        List<TopicRecord> matching = records.stream()
                .filter(record ->
                        key.isEmpty() || (record.key() != null && record.key().startsWith(key)))
                .toList();
        matching.stream().limit(max).forEach(this::print);
        console.text(Console.number(Math.min(max, matching.size())) + " of " + Console.number(matching.size())
                + " records" + (key.isEmpty() ? "" : " whose key starts with '" + key + "'") + " of "
                + arguments.word() + ".");
    }

    /** Prints a token for the services' REST APIs. */
    void token(List<String> words) {
        String role = words.isEmpty() ? "" : words.get(0);
        if (!ROLES.contains(role)) {
            throw new DemoException(
                    "Name the role: " + String.join(", ", ROLES) + ". For example: ./demo token operator");
        }
        List<String> tenants = words.subList(1, words.size());
        boolean ofTenants = role.equals(ADMIN);
        if (ofTenants && tenants.isEmpty()) {
            throw new DemoException("Name the tenant too: ./demo token " + ADMIN + " acme");
        }
        if (tenants.size() > (ofTenants ? 1 : 0)) {
            throw new DemoException("'" + tenants.get(tenants.size() - 1) + "' is one word too many"
                    + (ofTenants ? "." : ", as " + role + " is a role for all tenants."));
        }
        requireUp(DemoSettings.ISSUER, "The issuer of tokens");
        console.text(new TestTokens(settings.issuer())
                .with(Map.of("sub", "demo-" + role, "roles", List.of(role), "tenants", tenants)));
    }

    private void print(TopicRecord record) {
        console.text(record.partition() + "@" + record.offset() + "  " + record.key() + "  " + record.text());
    }

    private void requireTopic(String topic) {
        requireUp(DemoSettings.KAFKA, "Kafka");
        List<String> known = Topic.all().stream().map(Topic::topicName).toList();
        if (!known.contains(topic)) {
            throw new DemoException("There is no topic " + topic + ". There are:\n  " + String.join("\n  ", known));
        }
    }

    private void requireUp(String portVariable, String name) {
        if (!LoopbackPorts.isServed(settings.port(portVariable))) {
            throw new DemoException(name + " does not answer on port " + settings.port(portVariable)
                    + " of 127.0.0.1. Start ./demo in another terminal first.");
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new DemoException("--max " + text + " is no number.");
        }
    }

    private static <T> T oneOf(List<T> values, String text, String name) {
        return values.stream()
                .filter(value -> value.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new DemoException("--" + name + " " + text + " is not one of " + values + "."));
    }
}
