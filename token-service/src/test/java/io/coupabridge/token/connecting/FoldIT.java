package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever befalls a connection, its events read in order give what is stored (pitfall 6, issue 3). */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(300)
class FoldIT {

    private static final String SECRET = "secret of a story";
    private static final int STORIES = 40;
    private static final int AT_ONCE = 10;
    private static final int STEPS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestClock clock;

    private final ExecutorService tellers = Executors.newFixedThreadPool(AT_ONCE);
    private final BlockingQueue<CoupaInstance> coupas = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        tellers.shutdownNow();
    }

    /** The seed of a story that failed stands in the failure; {@code -Dfold.seed} begins with it. */
    @Test
    void gives_the_stored_connection_after_any_sequence_of_failures_and_recoveries() throws InterruptedException {
        // given
        Stream.generate(Coupas::instance).limit(AT_ONCE).forEach(coupas::add);
        long firstSeed = Long.getLong("fold.seed", System.nanoTime());

        // when
        List<Future<Void>> stories = tellers.invokeAll(LongStream.range(firstSeed, firstSeed + STORIES)
                .mapToObj(seed -> (Callable<Void>) () -> {
                    Story story = new Story(seed);
                    try {
                        story.tell();
                    } catch (Throwable failure) {
                        throw new AssertionError("The story " + story.told, failure);
                    }
                    return null;
                })
                .toList());

        // then
        assertThat(stories).allSatisfy(story -> assertThatCode(story::get).doesNotThrowAnyException());
    }

    /** What befalls one tenant. Others move the clock meanwhile, so that the same seed may go another way. */
    private final class Story {

        private final Tenant tenant = new Tenant();
        private final List<String> told = new ArrayList<>();
        private final Random random;
        private final String client;
        private CoupaInstance coupa;

        private Story(long seed) {
            random = new Random(seed);
            client = "client-" + seed;
            told.add("of seed " + seed);
        }

        private void tell() throws InterruptedException {
            coupa = coupas.take();
            coupa.client(client, SECRET, Set.of(Coupas.ROSTER, Coupas.EXPENSE));
            try {
                connect();
                for (int step = 0; step < STEPS; step++) {
                    befall();
                }
                coupa.faults().clear();
                coupa.clients().forEach(client -> client.activate());
                await().atMost(PATIENCE).untilAsserted(this::assertThatEventsFoldToTheStoredState);
                // a credential that was refused ten times is not left alone for ever
                clock.advance(Duration.ofHours(25));
                await().atMost(PATIENCE).until(() -> connect().jsonPath().getString("state"), "ACTIVE"::equals);
                await().atMost(PATIENCE).untilAsserted(this::assertThatEventsFoldToTheStoredState);
            } finally {
                // so that its tokens are not renewed whenever a later test moves the clock
                tenant.delete();
                coupa.faults().clear();
                coupas.add(coupa);
            }
        }

        private Response connect() {
            return tenant.connect(coupa, client, SECRET);
        }

        private void befall() {
            int what = random.nextInt(9);
            told.add(Integer.toString(what));
            switch (what) {
                case 0 -> coupa.faults().nextGrants(1 + random.nextInt(4), Fault.unavailable());
                case 1 -> coupa.faults().next(1 + random.nextInt(3), Fault.status(502));
                case 2 -> coupa.clients().forEach(client -> client.deactivate());
                case 3 -> coupa.clients().forEach(client -> client.activate());
                case 4 ->
                    coupa.clients()
                            .forEach(client -> client.scopes(
                                    random.nextBoolean()
                                            ? Set.of(Coupas.ROSTER)
                                            : Set.of(Coupas.ROSTER, Coupas.EXPENSE)));
                case 5 -> clock.advance(Duration.ofMinutes(1L + random.nextInt(1_300)));
                case 6 ->
                    tenant.tokenEvents(ApplicationRoster.TASK).stream()
                            .filter(token -> token.status() == TokenEvent.Status.ISSUED)
                            .reduce((older, newer) -> newer)
                            .ifPresent(Workers::reject);
                case 7 -> tenant.setCeiling(1 + random.nextInt(25));
                default -> {
                    if (random.nextInt(4) == 0) {
                        tenant.delete();
                    } else if (random.nextBoolean()) {
                        tenant.verify();
                    } else {
                        connect();
                    }
                }
            }
        }

        private void assertThatEventsFoldToTheStoredState() {
            JsonPath stored = tenant.read();
            List<ConnectionEvent> events = tenant.connectionEvents();
            ConnectionEvent folded = events.get(events.size() - 1);
            assertThat(events)
                    .as("every version once and in order: %s", told)
                    .extracting(ConnectionEvent::version)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize((int) stored.getLong("version"));
            assertThat(folded.version()).isEqualTo(stored.getLong("version"));
            assertThat(folded.state()).isEqualTo(ConnectionState.valueOf(stored.getString("state")));
            assertThat(folded.reason()).isEqualTo(stored.getString("reason"));
            assertThat(folded.message()).isEqualTo(stored.getString("message"));
            assertThat(folded.requestCeiling()).isEqualTo(stored.getInt("requestCeiling"));
            for (Task task : Task.all()) {
                assertThat(folded.access(task).verdict().name())
                        .as("%s after %s", task, told)
                        .isEqualTo(stored.getString("tasks." + task + ".verdict"));
            }
        }
    }
}
