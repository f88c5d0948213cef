package io.coupabridge.local.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.local.whole.OddRequests.Request;
import io.coupabridge.local.whole.RawHttp.Answer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.RandomRecords;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever callers send to any operation of the three services, and whoever writes to any topic that they read: no answer is
 * a fault of ours, or tells of our code or of a secret, and the services go on working. {@code -Dwhole.requests=100000} and
 * {@code -Dwhole.records=100000} send more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddInputIT {

    private static final int REQUESTS = Integer.getInteger("whole.requests", 1_500);
    private static final int RECORDS = Integer.getInteger("whole.records", 1_500);
    private static final long SEED = Long.getLong("whole.seed", System.nanoTime());
    private static final Duration AT_MOST = Duration.ofMinutes(Integer.getInteger("whole.minutes", 1));
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String SECRET = "planted-5f2c-" + Long.toHexString(SEED);

    /** The path that the caller asked for comes back, as RFC 9457 has it. */
    private static final Pattern INSTANCE = Pattern.compile("\"instance\":\"[^\"]*\"");

    private static final String ERROR = " ERROR [";

    /** Words of ours and of libraries that a caller has no use for. */
    private static final List<String> INNER = List.of("\tat ", "Exception", "io.coupabridge", "java.", "org.postgres");

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestTokens tokens = TestTokens.shared();
    private WholeSystem system;
    private CoupaInstance coupa;

    @BeforeAll
    void start() {
        system = new WholeSystem("fuzz", "INFO", simulator -> {
            coupa = simulator.instance("coupa", InstanceSpec.defaults().users(3).expenseLines(3));
            coupa.client(
                    "client",
                    "client-secret",
                    Task.all().stream().map(Task::scope).collect(Collectors.toSet()));
            return List.of(coupa);
        });
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void no_request_finds_a_fault() throws Exception {
        // given
        System.out.printf("Odd requests of seed %d%n", SEED);
        Map<String, Integer> statuses = new TreeMap<>();
        List<String> faults = new ArrayList<>();

        // when
        for (Map.Entry<String, Replica> service : system.services().entrySet()) {
            send(service.getKey(), REQUESTS / system.services().size(), statuses, faults);
            assertThat(statuses.keySet())
                    .as("%s judges them", service.getKey())
                    .anyMatch(status -> status.startsWith(service.getKey() + " 2"))
                    .contains(service.getKey() + " 400", service.getKey() + " 404");
        }

        // then
        System.out.printf("Answers: %s%n", statuses);
        assertThat(faults).as("of seed %d", SEED).isEmpty();
        assertFaultless();
        assertStillWorks("caller");
    }

    @Test
    void no_record_stops_a_consumer() {
        // given a good record of every topic that is read
        TenantId good = new TenantId("good");
        connect(good);
        assertComplete(List.of(good));
        coupa.tokens().revokeAll();
        assertComplete(List.of(good));

        // when
        for (Topic topic : CrossedRecords.consumed()) {
            TopicRecord record = TopicReader.readAll(system.bootstrapServers(), topic).stream()
                    .filter(each -> good.value().equals(each.key()) && each.value() != null)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Nothing good on " + topic));
            String template = record.text().replace("\"" + good + "\"", "\"TENANT\"");
            new RandomRecords(SEED, template)
                    .signedBy(system.signer())
                    .send(
                            system.bootstrapServers(),
                            topic,
                            RECORDS / CrossedRecords.consumed().size());
        }

        // then
        assertStillWorks("record");
        assertFaultless();
    }

    private void send(String module, int count, Map<String, Integer> statuses, List<String> faults)
            throws IOException, InterruptedException {
        URI origin = URI.create(system.origin(module));
        List<ApiOperation> operations = ApiOperation.of(document(origin));
        assertThat(operations).as(module).hasSizeGreaterThan(3);
        OddRequests requests = new OddRequests(
                operations,
                origin.getAuthority(),
                tokens::operator,
                SECRET,
                coupa.origin().toString(),
                SEED);
        long end = System.nanoTime() + AT_MOST.toNanos();
        try (RawHttp caller = new RawHttp(origin)) {
            for (int i = 0; i < count; i++) {
                assertThat(System.nanoTime() < end)
                        .as("%d of %d requests were sent in whole.minutes", i, count)
                        .isTrue();
                Request request = requests.get();
                Answer answer = answer(caller, request);
                statuses.merge(module + " " + answer.status(), 1, Integer::sum);
                String fault = fault(request, answer);
                if (fault != null && faults.size() < 20) {
                    faults.add(fault + "\n" + request + "\n" + answer);
                }
            }
        }
    }

    private static Answer answer(RawHttp caller, Request request) throws IOException {
        try {
            return caller.send(request.bytes(), request.method().equals("HEAD"), request.last());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("No answer in time, of seed " + SEED + ", to\n" + request, e);
        }
    }

    /** @return null when there is none */
    private static String fault(Request request, Answer answer) {
        if (answer.status() >= 500) {
            return "A fault of ours: " + answer.status();
        }
        if (answer.status() == 0 && !request.last()) {
            return "No answer";
        }
        String told = INSTANCE.matcher(answer.body()).replaceAll("") + answer.headers();
        if (told.contains(SECRET)) {
            return "A secret is echoed";
        }
        if (answer.headers().containsKey("x-injected")) {
            return "A header is injected";
        }
        if (answer.status() >= 400 && INNER.stream().anyMatch(answer.body()::contains)) {
            return "Inner words";
        }
        String type = answer.headers().getOrDefault("content-type", "");
        // the connect page is read by people, and is a page whatever happens
        boolean explained = answer.body().isEmpty()
                || type.startsWith("application/problem+json")
                || type.startsWith("text/html") && answer.body().startsWith("<!DOCTYPE html>");
        return answer.status() >= 400 && !explained ? "No problem+json" : null;
    }

    private void assertFaultless() {
        for (String module : system.services().keySet()) {
            // a service that was starved says so until it has good answers again
            await(module)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> system.services().get(module).health("ready").status() == 200);
            assertThat(system.log(module).lines())
                    .as("the log of %s", module)
                    .noneMatch(line -> line.contains(SECRET))
                    .noneMatch(line -> line.contains(ERROR));
        }
    }

    /** @param what these tenants are behind */
    private void assertStillWorks(String what) {
        List<TenantId> behind = onEachPartition("behind-a-" + what + "-");
        behind.forEach(this::connect);
        assertComplete(behind);
    }

    /** So that a partition on which a consumer is stuck shows: as many tenants as the topic with the most has partitions. */
    private static List<TenantId> onEachPartition(String prefix) {
        int partitions = CrossedRecords.consumed().stream()
                .mapToInt(Topic::partitions)
                .max()
                .orElseThrow();
        Map<Integer, TenantId> tenants = new TreeMap<>();
        for (int number = 0; tenants.size() < partitions; number++) {
            TenantId tenant = new TenantId(prefix + number);
            byte[] key = tenant.value().getBytes(StandardCharsets.UTF_8);
            tenants.putIfAbsent(BuiltInPartitioner.partitionForKey(key, partitions), tenant);
        }
        return List.copyOf(tenants.values());
    }

    private void connect(TenantId tenant) {
        new TokenServiceClient(system.origin(WholeSystem.TOKEN_SERVICE), tokens)
                .connect(tenant.value(), coupa.origin().toString(), "client", "client-secret");
    }

    /** Each task of each. */
    private void assertComplete(List<TenantId> tenants) {
        Map<UUID, Task> commands = new LinkedHashMap<>();
        for (TenantId tenant : tenants) {
            Task.all().forEach(task -> commands.put(system.platform(task).run(tenant, RunMode.FULL), task));
        }
        commands.forEach((command, task) -> {
            TaskEvent outcome = system.platform(task).outcome(command, SOON);
            assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        });
    }

    private String document(URI origin) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(origin.resolve("/q/openapi?format=json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
