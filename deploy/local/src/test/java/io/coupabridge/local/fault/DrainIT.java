package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica that works several runs gets SIGTERM, as in each update: others go on, and nobody who calls is refused. */
@Timeout(600)
class DrainIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(20);

    /** Promised within five seconds. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(15);

    /** Longer than that: what is handed back only when the process ends comes too late. */
    private static final String ANSWERS_FOR = "20s";

    /** The chart's. */
    private static final Duration GRACE = Duration.ofSeconds(45);

    /** So that a run changes its worker only when that one ends. */
    private static final Map<String, String> ONE_WORKER_A_RUN = Map.of("COUPABRIDGE_WORKER_SLICE", "10m");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void a_replica_that_is_told_to_stop_hands_its_runs_to_another_and_refuses_nobody_while_it_is_ready() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "drain")) {
            // given runs that last until the other replica is there, however long that takes to start
            List<Tenant> tenants = IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> bed.tenant(
                            "tenant-" + i,
                            InstanceSpec.defaults().users(6_000).seed(i).latency(Duration.ofMillis(30)),
                            1))
                    .toList();
            Map<String, String> patient = new HashMap<>(ONE_WORKER_A_RUN);
            patient.put("QUARKUS_SHUTDOWN_DELAY", ANSWERS_FOR);
            Replica ending = bed.replica(patient).start().awaitReady();
            List<UUID> commands = tenants.stream().map(Tenant::sendFullRun).toList();
            await().atMost(IN_TIME).until(() -> busyWorkers(ending) == tenants.size());
            try (TopicReader users =
                    TopicReader.open(bed.kafka().bootstrapServers(), ApplicationRoster.TASK.recordTopic())) {
                users.awaitAll(
                        seen -> seen.stream()
                                        .map(record -> record.key().replaceAll("/.*", ""))
                                        .distinct()
                                        .count()
                                == tenants.size(),
                        IN_TIME);
            }
            Replica next = bed.replica(ONE_WORKER_A_RUN).start().awaitReady();
            assertThat(busyWorkers(next)).isZero();

            // when
            ending.terminate();
            long start = System.nanoTime();
            Calls calls = new Calls(ending);
            await().atMost(TAKEN_OVER).pollInterval(OFTEN).until(() -> {
                calls.callAndAskWhetherReady();
                return busyWorkers(next) == tenants.size();
            });
            System.out.printf("All runs go on elsewhere %d ms after SIGTERM.%n", millisSince(start));

            // then
            int answered = calls.answeredWhileNotReady;
            calls.callAndAskWhetherReady();
            assertThat(calls.answeredWhileNotReady).isEqualTo(answered + 1);

            // when
            await().atMost(GRACE).pollInterval(OFTEN).until(() -> {
                calls.callAndAskWhetherReady();
                return !ending.alive();
            });
            System.out.printf("It has ended %d ms after SIGTERM. %s%n", millisSince(start), calls);

            // then
            assertThat(ending.exitCode()).isIn(0, 143);
            assertThat(calls.refusedWhileReady).isEmpty();
            bed.liftCeilings(25);
            commands.forEach(command -> bed.platform().awaitOutcome(command, IN_TIME));
            bed.judge()
                    .note("DrainIT", Map.of("replicas told to stop", 1))
                    .assertExact()
                    .assertCompleted()
                    .assertReadAtMostOnePageOfEachLaneAgain(1);
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private int busyWorkers(Replica replica) {
        return get(replica.managementOrigin() + "/q/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("coupabridge_workers_busy"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private HttpAnswer get(String url, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new HttpAnswer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new HttpAnswer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record HttpAnswer(int status, String body) {}

    /** What somebody meets who calls a replica again and again while it ends. */
    private final class Calls {

        private final Replica replica;
        private final String token = TestTokens.shared().operator();
        private final Set<String> refusedWhileReady = new HashSet<>();
        private int answeredWhileReady;
        private int answeredWhileNotReady;

        Calls(Replica replica) {
            this.replica = replica;
        }

        /** In this order: whoever is refused first and then hears that it is ready was let down. */
        void callAndAskWhetherReady() {
            HttpAnswer answer = get(replica.origin() + "/api/v1/tenants/tenant-1/runs", token);
            boolean ready = replica.health("ready").status() == 200;
            if (answer.status() != 200 && ready) {
                refusedWhileReady.add(answer.toString());
            } else if (answer.status() == 200 && ready) {
                answeredWhileReady++;
            } else if (answer.status() == 200) {
                answeredWhileNotReady++;
            }
        }

        @Override
        public String toString() {
            return "Calls answered: " + answeredWhileReady + " while it was ready, " + answeredWhileNotReady
                    + " after.";
        }
    }
}
