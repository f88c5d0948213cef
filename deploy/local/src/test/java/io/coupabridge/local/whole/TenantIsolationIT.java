package io.coupabridge.local.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Many tenants at once on the three services: nothing of one is found under another. {@code -Dwhole.tenants=1000} takes
 * more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantIsolationIT {

    /** Of no tenant. */
    private static final String LINK = "0b5c7f0e-6a3d-4a57-9a44-0f6f6f6f6f6f";

    /** Of no link. */
    private static final String NO_TOKEN = "x".repeat(43);

    private static final int TENANTS = Integer.getInteger("whole.tenants", 50);
    private static final String STREAM = "runs";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestTokens tokens = TestTokens.shared();
    private Neighbours neighbours;
    private Ownership ownership;

    @BeforeAll
    void runAll() {
        neighbours = new Neighbours(TENANTS);
        ownership = neighbours.ownership();
        long start = System.nanoTime();
        neighbours.connect();
        long connected = System.nanoTime();
        neighbours.runAll();
        System.out.printf(
                "%d tenants: connected in %d s, %d runs in %d s%n",
                TENANTS,
                Duration.ofNanos(connected - start).toSeconds(),
                TENANTS * Task.all().size(),
                Duration.ofNanos(System.nanoTime() - connected).toSeconds());
    }

    @AfterAll
    void stop() {
        neighbours.close();
    }

    @Test
    void every_record_on_every_topic_is_its_tenants() {
        // given
        Map<String, Integer> counts = new TreeMap<>();
        List<String> strays = new ArrayList<>();

        // when
        for (Topic topic : Topic.all()) {
            for (TopicRecord record : TopicReader.readAll(neighbours.system().bootstrapServers(), topic)) {
                String[] key = record.key().split("/");
                counts.merge(topic.topicName(), 1, Integer::sum);
                if (!ownership.isOnlyOf(key[0], record.key() + record.text() + record.headers())
                        || key.length > 1
                                && !Ownership.ownerOf(Long.parseLong(key[1]))
                                        .value()
                                        .equals(key[0])) {
                    strays.add(topic + " " + record.key() + ": " + record.text());
                }
            }
        }

        // then
        System.out.printf("Records of %d tenants: %s%n", TENANTS, counts);
        int healthy = neighbours.healthy().size();
        assertThat(strays).isEmpty();
        for (Task task : Task.all()) {
            assertThat(counts.get(task.recordTopic().topicName())).isGreaterThanOrEqualTo(healthy * 4);
        }
        assertThat(counts.get(Topic.CONNECTIONS.topicName())).isGreaterThanOrEqualTo(2 * TENANTS);
    }

    @Test
    void every_row_of_every_table_is_its_tenants() throws SQLException {
        for (String module : neighbours.system().services().keySet()) {
            // when
            Map<String, Integer> rows = new TreeMap<>();
            List<String> strays = new TenantRows(neighbours.system(), module).strays(ownership, rows);

            // then
            System.out.printf("Rows of %s: %s%n", module, rows);
            assertThat(strays).as(module).isEmpty();
            assertThat(rows.get("connection")).as(module).isEqualTo(TENANTS);
        }
    }

    @Test
    void every_line_of_the_logs_is_its_tenants() {
        for (String module : neighbours.system().services().keySet()) {
            // when
            LogLines lines = new LogLines(neighbours.system().log(module), ownership);

            // then
            System.out.printf(
                    "%s tells of %d tenants on lines of their own%n",
                    module, lines.told().size());
            assertThat(lines.strays()).as(module).isEmpty();
            assertThat(lines.told()).as(module).hasSizeGreaterThanOrEqualTo(TENANTS / 10);
        }
    }

    @Test
    void no_metric_names_a_tenant() throws Exception {
        for (Replica service : neighbours.system().services().values()) {
            // when
            String metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(service.managementOrigin() + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();

            // then
            assertThat(metrics).contains("coupabridge_");
            assertThat(ownership.named(metrics)).isEmpty();
        }
    }

    @Test
    void every_answer_is_about_the_tenant_that_was_asked_for() {
        for (TenantId tenant : neighbours.tenants().subList(0, Math.min(40, TENANTS))) {
            String admin = tokens.of("integration-admin", tenant.value());
            for (String module : neighbours.system().services().keySet()) {
                for (ApiOperation operation : neighbours.operations(module)) {
                    if (operation.method().equals("GET")) {
                        // when
                        HttpResponse<String> answer =
                                neighbours.send(module, "GET", operation.path(things(tenant, module)), null, admin);

                        // then
                        assertThat(ownership.named(answer.body()))
                                .as("%s of %s", operation, tenant)
                                .isSubsetOf(tenant.value());
                    }
                }
            }
        }
    }

    @Test
    void every_operation_answers_for_another_tenant_as_for_one_that_is_not_there() throws SQLException {
        // given
        TenantId stranger = neighbours.healthy().get(0);
        TenantId asked = neighbours.healthy().get(1);
        String admin = tokens.of("integration-admin", stranger.value());
        String before = TenantRows.all(neighbours.system(), asked);
        Map<String, Integer> statuses = new TreeMap<>();

        for (String module : neighbours.system().services().keySet()) {
            for (ApiOperation operation : neighbours.operations(module)) {
                Map<String, String> foreign = things(asked, module);
                Map<String, String> unknown = Map.of(
                        "tenant",
                        "never-seen",
                        "commandId",
                        UUID.randomUUID().toString(),
                        "stream",
                        STREAM,
                        "link",
                        LINK,
                        "token",
                        NO_TOKEN);
                String body = operation.bodies().isEmpty()
                        ? null
                        : operation.bodies().get(0).toString();

                // when
                HttpResponse<String> there =
                        neighbours.send(module, operation.method(), about(operation, foreign), body, admin);
                HttpResponse<String> nowhere =
                        neighbours.send(module, operation.method(), about(operation, unknown), body, admin);

                // then
                statuses.merge(there.statusCode() + "", 1, Integer::sum);
                String expected = nowhere.body();
                for (String name : unknown.keySet()) {
                    expected = expected.replace(unknown.get(name), foreign.get(name));
                }
                assertThat(there.statusCode())
                        .as("%s", operation)
                        .isIn(403, 404)
                        .isEqualTo(nowhere.statusCode());
                assertThat(there.body()).as("%s", operation).isEqualTo(expected);
                assertThat(there.headers().map().keySet())
                        .as("%s", operation)
                        .isEqualTo(nowhere.headers().map().keySet());
            }
        }
        System.out.printf("Operations on another tenant: %s%n", statuses);
        assertThat(statuses.get("404")).isGreaterThan(10);
        assertThat(TenantRows.all(neighbours.system(), asked)).isEqualTo(before);
    }

    /** The last: it leaves what the others would find. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_record_of_one_tenant_under_the_key_of_another_is_a_dead_letter_and_no_more() throws SQLException {
        // given a tenant of whom something is on every topic that is read, rejections too
        TenantId own = neighbours.healthy().get(0);
        TenantId other = neighbours.healthy().get(1);
        neighbours.coupaOf(own).tokens().revokeAll();
        Map<Task, UUID> commands = new HashMap<>();
        Task.all().forEach(task -> commands.put(task, neighbours.runs(own, task)));
        commands.forEach((task, command) -> assertThat(neighbours
                        .system()
                        .platform(task)
                        .outcome(command, SOON)
                        .type())
                .isEqualTo(Type.COMPLETED));
        String before = TenantRows.all(neighbours.system(), other);
        CrossedRecords crossed = new CrossedRecords(neighbours.system().bootstrapServers(), own, other);

        // when
        Map<String, Integer> sent = crossed.send();

        // then
        System.out.printf("Under another tenant's key: %s%n", sent);
        assertThat(sent)
                .containsOnlyKeys(
                        CrossedRecords.consumed().stream().map(Topic::topicName).toList());
        await().atMost(SOON).until(crossed::letters, letters -> letters.equals(sent));
        assertThat(TenantRows.all(neighbours.system(), other)).isEqualTo(before);
        for (String module : neighbours.system().services().keySet()) {
            assertThat(new TenantRows(neighbours.system(), module).strays(ownership, new TreeMap<>()))
                    .as(module)
                    .isEmpty();
        }
    }

    @Test
    void a_sealed_token_of_one_tenant_opens_for_no_other() {
        for (Task task : Task.all()) {
            // given
            TenantId own = neighbours.healthy().get(2);
            TenantId other = neighbours.healthy().get(3);
            Platform platform = neighbours.system().platform(task);

            // when
            new StolenToken(neighbours.system(), task, own).giveTo(other);
            UUID command = neighbours.runs(other, task);

            // then
            assertThat(platform.awaitWait(command, WaitReason.TOKEN_PENDING, SOON)
                            .waiting()
                            .message())
                    .contains("does not open");
            platform.cancel(other, command);
            assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.CANCELLED);
        }
    }

    /** A list over all tenants is asked for the one. */
    private static String about(ApiOperation operation, Map<String, String> things) {
        String path = operation.path(things);
        return operation.parameters().isEmpty() && operation.query().contains("tenant")
                ? path + "?tenant=" + things.get("tenant")
                : path;
    }

    /** What stands in a path about the tenant. */
    private Map<String, String> things(TenantId tenant, String module) {
        Task task = Task.all().stream()
                .filter(each -> module.startsWith(each.shortName()))
                .findFirst()
                .orElse(ApplicationRoster.TASK);
        return Map.of(
                "tenant",
                tenant.value(),
                "commandId",
                neighbours.command(tenant, task).toString(),
                "stream",
                STREAM,
                "link",
                LINK,
                "token",
                NO_TOKEN);
    }
}
