package io.coupabridge.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.DeadLetters;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was put aside comes back: once, when it can, and for those who asked. */
@QuarkusTest
class ReplayIT extends RuntimeTest {

    private static final String COMMANDS =
            ApplicationRoster.TASK.commandTopic().deadLetter().topicName();
    private static final String RECORDS =
            ApplicationRoster.TASK.quarantineTopic().topicName();
    private static final String OLDER_VERSION = "An older version of this service could not read it.";

    @Inject
    DeadLetters deadLetters;

    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void openProducer() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    @Test
    void brings_a_command_back_as_it_came_once_this_version_can_read_it() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(3));
        UUID command = UUID.randomUUID();
        bury(command(command), OLDER_VERSION, Map.of("traceparent", "00-trace"));

        // when
        JsonNode report = replay(COMMANDS);
        TaskEvent outcome = platform.outcome(command, SOON);

        // then
        assertThat(report.get("replayable").intValue()).isEqualTo(1);
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(onCommandTopic()).singleElement().satisfies(message -> {
            assertThat(message.value()).isEqualTo(command(command));
            assertThat(message.headers())
                    .containsOnly(Map.entry("traceparent", "00-trace"), Map.entry(MessageHeaders.REPLAYS, "1"));
        });
    }

    @Test
    void only_tells_what_it_would_do_unless_it_is_told_to_do_it() {
        // given
        UUID command = UUID.randomUUID();
        bury(command(command), OLDER_VERSION, Map.of());
        bury("hunter2 {".getBytes(StandardCharsets.UTF_8), "The message is not JSON.", Map.of());

        // when
        Response answer = post(body(COMMANDS));

        // then
        JsonNode report = json(answer);
        assertThat(report.get("dryRun").booleanValue()).isTrue();
        assertThat(report.get("selected").intValue()).isEqualTo(2);
        assertThat(report.get("replayable").intValue()).isEqualTo(1);
        assertThat(report.get("tenants").get(tenant.value()).intValue()).isEqualTo(2);
        assertThat(report.get("reasons").get(OLDER_VERSION).intValue()).isEqualTo(1);
        assertThat(report.get("obstacles")
                        .get("It is still unreadable. The message is not JSON.")
                        .intValue())
                .isEqualTo(1);
        assertThat(report.get("examples").get(0).get("id").textValue()).isEqualTo(command.toString());
        assertThat(answer.asString()).doesNotContain("hunter2");
        assertThat(onCommandTopic()).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void leaves_what_is_still_unreadable_where_it_lies() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(3));
        platform.raw(ApplicationRoster.TASK.commandTopic(), key(), "hunter2 {".getBytes(StandardCharsets.UTF_8));
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // when
        JsonNode first = replay(COMMANDS);
        JsonNode second = replay(COMMANDS);
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(first.get("replayable").intValue()).isZero();
        assertThat(second.get("selected").intValue()).isEqualTo(1);
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void does_a_command_once_however_often_it_is_replayed() {
        // given: the replay before died when it had sent one of two
        connectedCoupa(InstanceSpec.defaults().users(3));
        UUID sent = UUID.randomUUID();
        UUID unsent = UUID.randomUUID();
        bury(command(sent), OLDER_VERSION, Map.of());
        bury(command(unsent), OLDER_VERSION, Map.of());
        platform.raw(ApplicationRoster.TASK.commandTopic(), key(), command(sent));

        // when
        replay(COMMANDS);
        platform.outcome(sent, SOON);
        platform.outcome(unsent, SOON);
        JsonNode again = replay(COMMANDS);
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(again.get("replayable").intValue()).isZero();
        assertThat(again.get("obstacles")
                        .get("A command with its id was taken before.")
                        .intValue())
                .isEqualTo(2);
        assertThat(Stream.of(sent, unsent))
                .allSatisfy(command -> assertThat(eventsOf(command))
                        .filteredOn(event -> event.type().terminal())
                        .hasSize(1));
        assertThat(versions())
                .hasSize(3)
                .allSatisfy((version, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void keeps_counting_when_a_replayed_message_is_buried_again() throws Exception {
        // given: a replica of an older version took what was replayed
        connectedCoupa(InstanceSpec.defaults().users(3));
        ProducerRecord<byte[], byte[]> replayed =
                new ProducerRecord<>(ApplicationRoster.TASK.commandTopic().topicName(), key(), "no JSON".getBytes());
        add(replayed.headers(), MessageHeaders.REPLAYS, "1");
        producer.send(replayed).get();
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // when
        JsonNode report = json(post(body(COMMANDS)));

        // then
        assertThat(report.get("examples").get(0).get("replays").intValue()).isEqualTo(1);
        assertThat(deadLetters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.header(MessageHeaders.REPLAYS)).isEqualTo("1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooLarge")
    void cannot_replay_what_was_too_large_to_keep(String what, byte[] key, byte[] value, String header) {
        // given
        String reason = "Reason " + tenant + ".";
        ConsumerRecord<byte[], byte[]> message =
                new ConsumerRecord<>(ApplicationRoster.TASK.commandTopic().topicName(), 3, 7, key, value);
        add(message.headers(), "header", header);
        deadLetters.bury(message, reason);
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("topic", COMMANDS).put("reason", reason);

        // when
        JsonNode report = json(post(request));

        // then
        assertThat(report.get("selected").intValue()).isEqualTo(1);
        assertThat(report.get("replayable").intValue()).isZero();
        assertThat(report.get("obstacles").fieldNames().next()).contains("only its head was kept");
    }

    static Stream<Arguments> tooLarge() {
        byte[] small = new byte[10];
        byte[] large = new byte[950_000];
        return Stream.of(
                arguments("its payload", small, large, ""),
                arguments("its key, without a payload", large, null, ""),
                arguments("its headers", small, small, "x".repeat(950_000)));
    }

    @Test
    void does_not_replay_what_may_have_been_done_and_forgotten() throws Exception {
        // given
        UUID command = UUID.randomUUID();
        letter(Instant.now().minus(Duration.ofDays(31)), command(command), OLDER_VERSION);

        // when
        JsonNode report = replay(COMMANDS);

        // then
        assertThat(report.get("selected").intValue()).isEqualTo(1);
        assertThat(report.get("replayable").intValue()).isZero();
        assertThat(onCommandTopic()).isEmpty();
    }

    @Test
    void takes_what_has_the_reason_and_lies_in_the_time_that_it_was_asked_for() throws Exception {
        // given
        Instant noon = Instant.parse(Instant.now().toString().substring(0, 13) + ":00:00Z")
                .minus(Duration.ofDays(2));
        List<UUID> commands = new ArrayList<>();
        for (int hour = 0; hour < 4; hour++) {
            commands.add(UUID.randomUUID());
            letter(
                    noon.plus(Duration.ofHours(hour)),
                    command(commands.get(hour)),
                    hour == 1 ? "Something else." : OLDER_VERSION);
        }

        // when
        JsonNode report = json(post(body(COMMANDS)
                .put("reason", "older version")
                .put("from", noon.plus(Duration.ofHours(1)).toString())
                .put("to", noon.plus(Duration.ofHours(3)).toString())));

        // then
        assertThat(report.get("selected").intValue()).isEqualTo(1);
        assertThat(report.get("examples").get(0).get("id").textValue())
                .isEqualTo(commands.get(2).toString());
    }

    @Test
    void goes_on_where_the_replay_before_stopped() {
        // given
        List<UUID> commands = Stream.generate(UUID::randomUUID).limit(5).toList();
        commands.forEach(command -> bury(command(command), OLDER_VERSION, Map.of()));

        // when
        List<String> ids = new ArrayList<>();
        List<Integer> selected = new ArrayList<>();
        String start = null;
        do {
            JsonNode report = json(post(body(COMMANDS).put("limit", 2).put("start", start)));
            selected.add(report.get("selected").intValue());
            report.get("examples").forEach(example -> ids.add(example.get("id").textValue()));
            start = report.path("next").textValue();
        } while (start != null);

        // then
        assertThat(selected).startsWith(2, 2, 1);
        assertThat(ids)
                .containsExactlyElementsOf(commands.stream().map(UUID::toString).toList());
    }

    @Test
    void has_a_quarantined_record_read_from_coupa_again() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(120));
        long odd = coupa.data().users().ids().get(60);
        setLogin(coupa, odd, null);
        TaskEvent full = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);
        assertThat(full.progress().recordsQuarantined()).isEqualTo(1);
        setLogin(coupa, odd, "repaired");
        TaskEvent increment = platform.outcome(platform.run(tenant, RunMode.INCREMENTAL), SOON);
        assertThat(increment.progress().recordsNew()).isZero();

        // when
        JsonNode planned = json(post(body(RECORDS))).get("rereads");
        JsonNode done = replay(RECORDS).get("rereads");
        TaskEvent outcome =
                platform.outcome(UUID.fromString(done.get(0).get("commandId").textValue()), SOON);

        // then
        assertThat(planned).singleElement().satisfies(reread -> {
            assertThat(reread.get("tenantId").textValue()).isEqualTo(tenant.value());
            assertThat(reread.has("commandId")).isFalse();
        });
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(outcome.mode()).isEqualTo(RunMode.WINDOW);
        assertThat(outcome.progress().recordsNew()).isEqualTo(1);
        assertThat(outcome.progress().recordsChanged()).isZero();
        assertThat(outcome.progress().recordsRead()).isLessThan(60);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(120).contains(odd);
    }

    @Test
    void publishes_nothing_twice_when_quarantined_records_are_replayed_twice() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(60));
        long odd = coupa.data().users().ids().get(30);
        setLogin(coupa, odd, null);
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);
        setLogin(coupa, odd, "repaired");

        // when
        JsonNode first = replay(RECORDS);
        JsonNode second = replay(RECORDS);
        Stream.of(first, second)
                .map(report -> report.get("rereads").get(0).get("commandId").textValue())
                .forEach(command -> platform.outcome(UUID.fromString(command), SOON));

        // then
        assertThat(versions())
                .hasSize(60)
                .allSatisfy((version, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void says_which_quarantined_record_no_window_finds() {
        // given
        quarantine(null);
        quarantine(Instant.parse("0001-01-01T00:00:00Z"));
        quarantine(Instant.parse("2026-10-02T12:30:00Z"));
        quarantine(Instant.parse("2026-10-02T12:40:00Z"));

        // when
        JsonNode report = json(post(body(RECORDS)));

        // then
        assertThat(report.get("selected").intValue()).isEqualTo(4);
        assertThat(report.get("replayable").intValue()).isEqualTo(2);
        assertThat(report.get("obstacles").fieldNames().next()).contains("mode FULL");
        JsonNode reread = report.get("rereads").get(0);
        assertThat(reread.get("from").textValue()).isEqualTo("2026-10-02T12:30:00Z");
        assertThat(reread.get("to").textValue()).isEqualTo("2026-10-02T12:40:01Z");
    }

    @Test
    void keeps_who_had_what_replayed() {
        // given
        bury(command(UUID.randomUUID()), OLDER_VERSION, Map.of());
        Instant before = Instant.now();

        // when
        replay(COMMANDS);

        // then
        assertThat(logged()).singleElement().satisfies(entry -> {
            assertThat(entry.get("requestedBy").textValue()).isEqualTo("a-test-operator");
            assertThat(Instant.parse(entry.get("startedAt").textValue())).isAfterOrEqualTo(before.minusMillis(1));
            assertThat(Instant.parse(entry.get("finishedAt").textValue())).isAfterOrEqualTo(before.minusMillis(1));
            assertThat(entry.get("selection").get("topic").textValue()).isEqualTo(COMMANDS);
            assertThat(entry.get("replayed").intValue()).isEqualTo(1);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses_a_request_that_may_mean_something_else(String what, String body, String field) {
        // when
        Response answer =
                asOperator().contentType("application/json").body(body).post("/api/v1/replays");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(json(answer).get("violations")).singleElement().satisfies(violation -> {
            assertThat(violation.get("field").textValue()).isEqualTo(field);
            assertThat(violation.get("message").textValue()).endsWith(".").doesNotContain("hunter2");
        });
    }

    static Stream<Arguments> refused() {
        String topic = "\"topic\":\"" + COMMANDS + "\"";
        return Stream.of(
                arguments("nothing", "", "body"),
                arguments("not JSON", "hunter2", "body"),
                arguments("an array", "[]", "body"),
                arguments("no topic", "{}", "topic"),
                arguments("another service's topic", "{\"topic\":\"coupa.expense.lines.quarantine\"}", "topic"),
                arguments("a topic of tokens", "{\"topic\":\"coupa.tokens.roster.dead-letter\"}", "topic"),
                arguments("a misspelt filter", "{" + topic + ",\"tenantt\":\"hunter2\"}", "tenantt"),
                arguments("a filter twice", "{" + topic + ",\"tenant\":\"a\",\"tenant\":\"b\"}", "body"),
                arguments("an impossible tenant", "{" + topic + ",\"tenant\":\"hunter2 x\"}", "tenant"),
                arguments("an empty reason", "{" + topic + ",\"reason\":\" \"}", "reason"),
                arguments("a bad instant", "{" + topic + ",\"from\":\"hunter2\"}", "from"),
                arguments(
                        "times the wrong way round",
                        "{" + topic + ",\"from\":\"2026-02-01T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}",
                        "from"),
                arguments("a time before Kafka's", "{" + topic + ",\"from\":\"-999999999-01-01T00:00:00Z\"}", "from"),
                arguments("a time behind Kafka's", "{" + topic + ",\"to\":\"+999999999-12-31T23:59:59Z\"}", "to"),
                arguments("an impossible start", "{" + topic + ",\"start\":\"hunter2\"}", "start"),
                arguments("a partition that is not there", "{" + topic + ",\"start\":\"1:0\"}", "start"),
                arguments("no limit to speak of", "{" + topic + ",\"limit\":0}", "limit"),
                arguments("too large a limit", "{" + topic + ",\"limit\":10001}", "limit"),
                arguments("a name for its sender", "{" + topic + ",\"requestedBy\":\"hunter2\"}", "requestedBy"));
    }

    private JsonNode replay(String topic) {
        return json(post(body(topic).put("dryRun", false)));
    }

    private ObjectNode body(String topic) {
        return JsonNodeFactory.instance.objectNode().put("topic", topic).put("tenant", tenant.value());
    }

    private static Response post(ObjectNode body) {
        Response answer = asOperator()
                .contentType("application/json")
                .body(body.toString())
                .post("/api/v1/replays");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer;
    }

    private static RequestSpecification asOperator() {
        return given().auth().oauth2(TestTokens.shared().operator());
    }

    private List<JsonNode> logged() {
        List<JsonNode> entries = new ArrayList<>();
        json(asOperator().queryParam("limit", 200).get("/api/v1/replays")).forEach(entries::add);
        return entries.stream()
                .filter(entry -> tenant.value()
                        .equals(entry.get("selection").path("tenant").textValue()))
                .toList();
    }

    private static JsonNode json(Response answer) {
        try {
            return TopicRecord.JSON.readTree(answer.asString());
        } catch (IOException e) {
            throw new AssertionError(answer.asString(), e);
        }
    }

    private void bury(byte[] value, String reason, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> message =
                new ConsumerRecord<>(ApplicationRoster.TASK.commandTopic().topicName(), 3, 7, key(), value);
        headers.forEach((name, text) -> add(message.headers(), name, text));
        deadLetters.bury(message, reason);
    }

    /** A dead letter of that time. */
    private void letter(Instant at, byte[] value, String reason) throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(COMMANDS, 0, at.toEpochMilli(), key(), value);
        add(letter.headers(), MessageHeaders.DEAD_LETTER_REASON, reason);
        producer.send(letter).get();
    }

    private void quarantine(Instant updatedAt) {
        QuarantinedRecord record = new QuarantinedRecord(
                tenant,
                ApplicationRoster.TASK,
                UUID.randomUUID(),
                "7",
                "login is missing.",
                Instant.now(),
                updatedAt,
                "{}");
        try {
            platform.raw(ApplicationRoster.TASK.quarantineTopic(), key(), TopicRecord.JSON.writeValueAsBytes(record));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] command(UUID id) {
        return ("{\"commandId\":\"" + id + "\",\"tenantId\":\"" + tenant
                        + "\",\"task\":\"APPLICATION_ROSTER\",\"mode\":\"FULL\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] key() {
        return tenant.value().getBytes(StandardCharsets.UTF_8);
    }

    /** Without a new updated-at, as if this service's mapper had changed and not the record. */
    private static void setLogin(CoupaInstance coupa, long id, String login) {
        JsonNode updatedAt = coupa.data().users().get(id).orElseThrow().get("updated-at");
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("login", login);
        fields.set("updated-at", updatedAt);
        coupa.data().users().update(id, fields);
    }

    private List<TaskEvent> eventsOf(UUID command) {
        return TopicReader.readAll(bootstrapServers, Topic.TASK_EVENTS).stream()
                .map(record -> record.as(TaskEvent.class))
                .filter(event -> event.commandId().equals(command))
                .toList();
    }

    private List<TopicRecord> onCommandTopic() {
        return ofTenant(ApplicationRoster.TASK.commandTopic());
    }

    private List<TopicRecord> deadLetters() {
        return ofTenant(ApplicationRoster.TASK.commandTopic().deadLetter());
    }

    private List<TopicRecord> ofTenant(Topic topic) {
        return TopicReader.readAll(bootstrapServers, topic).stream()
                .filter(message -> tenant.value().equals(message.key()))
                .toList();
    }
}
