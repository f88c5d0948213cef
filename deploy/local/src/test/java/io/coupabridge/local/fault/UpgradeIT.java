package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.process.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An update and the way back, as a Deployment does both: the databases are migrated, and then each pod of token-service and
 * of a task's service is replaced, one at a time, while runs are under way and tokens are renewed every few seconds.
 *
 * <p>{@code -Dupgrade.runs=50} makes the long variant. {@code -Dupgrade.from=DIRECTORY} begins with the services that were
 * built in another checkout, such as that of the release before. Without it the next version is this one too, and what it
 * would change in the ledger is made up: {@link NextVersion}.
 */
@Tag("long")
@Timeout(900)
class UpgradeIT {

    private static final Duration IN_TIME = Duration.ofSeconds(300);
    private static final Duration LIFE_OF_A_TOKEN = Duration.ofSeconds(30);
    private static final int RUNS = Integer.getInteger("upgrade.runs", 6);
    private static final Path BEFORE = Optional.ofNullable(System.getProperty("upgrade.from"))
            .map(Path::of)
            .orElse(FaultBed.PROJECT);

    @Test
    void runs_of_users_go_on_while_every_pod_is_replaced_and_then_goes_back() throws Exception {
        replaceEveryPod(
                ApplicationRoster.TASK,
                seed -> InstanceSpec.defaults().users(10_000).seed(seed).latency(Duration.ofMillis(30)));
    }

    @Test
    void runs_of_expenses_go_on_while_every_pod_is_replaced_and_then_goes_back() throws Exception {
        replaceEveryPod(
                ExpenseDiscovery.TASK,
                seed -> InstanceSpec.defaults()
                        .users(20)
                        .expenseLines(10_000)
                        .seed(seed)
                        .latency(Duration.ofMillis(30)));
    }

    private void replaceEveryPod(Task task, IntFunction<InstanceSpec> company) throws Exception {
        try (FaultBed bed = new FaultBed(task, "upgrade-" + task.shortName())) {
            // given
            List<Tenant> tenants = IntStream.rangeClosed(1, RUNS)
                    .mapToObj(i -> bed.unconnectedTenant("tenant-" + i, company.apply(i)))
                    .toList();
            tenants.forEach(tenant -> tenant.coupa().tokens().lifetime(LIFE_OF_A_TOKEN));
            bed.checkout(BEFORE);
            Map<String, Supplier<Replica>> pods = new LinkedHashMap<>();
            pods.put("token-service 1", bed::tokenService);
            pods.put("token-service 2", bed::tokenService);
            pods.put("task service 1", bed::replica);
            pods.put("task service 2", bed::replica);
            try (Rotation rotation = new Rotation();
                    TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                pods.forEach(rotation::start);
                connect(tenants, rotation.origin("token-service 1"));
                List<UUID> runs = tenants.stream().map(Tenant::sendFullRun).toList();

                // when
                NextVersion.expand(bed);
                bed.checkout(FaultBed.PROJECT);
                pods.forEach(rotation::replace);
                bed.checkout(BEFORE);
                pods.forEach(rotation::replace);

                // then
                feed.follow(Duration.ZERO);
                bed.liftCeilings(25);
                assertThat(runs).as("runs that lasted through all of it").anyMatch(run -> !feed.ended(List.of(run)));
                feed.awaitEnd(runs, IN_TIME);
                bed.judge()
                        .note(
                                "UpgradeIT: " + task,
                                Map.of("pods replaced", rotation.replaced(), "requests to them", rotation.answered()))
                        .assertExact()
                        .assertCompleted();
                assertThat(rotation.refused()).isEmpty();
            }
        }
    }

    /** At a page a second or so, for runs that last. A verification takes seconds, so many go on side by side. */
    private static void connect(List<Tenant> tenants, String tokenService) throws Exception {
        TokenServiceClient connections = new TokenServiceClient(tokenService, TestTokens.shared());
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Void>> calls = tenants.stream()
                    .map(tenant -> (Callable<Void>) () -> connect(tenant, connections))
                    .toList();
            for (Future<Void> call : callers.invokeAll(calls)) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static Void connect(Tenant tenant, TokenServiceClient connections) {
        String id = tenant.id().value();
        connections.connect(id, tenant.coupa().origin().toString(), FaultBed.CLIENT, FaultBed.secretOf(tenant));
        connections.setRequestCeiling(id, 1);
        return null;
    }
}
