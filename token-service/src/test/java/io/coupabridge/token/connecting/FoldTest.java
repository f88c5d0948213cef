package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
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
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever befalls a connection, its events read in order give what is stored (pitfall 6, issue 3). */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class FoldTest {

    private static final int STEPS = 12;

    @Inject
    TestClock clock;

    private final Tenant tenant = new Tenant();
    private final List<String> story = new ArrayList<>();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_124, 4_711})
    void gives_the_stored_connection_after_any_sequence_of_failures_and_recoveries(long seed) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        Random random = new Random(seed);
        tenant.connect(coupa);

        // when
        for (int step = 0; step < STEPS; step++) {
            befall(coupa, random);
        }
        coupa.faults().clear();
        coupa.clients().forEach(client -> client.activate());

        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(this::assertThatEventsFoldToTheStoredState);
        tenant.connect(coupa);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(this::assertThatEventsFoldToTheStoredState);
        assertThat(tenant.state()).as(story.toString()).isEqualTo("ACTIVE");
    }

    private void befall(CoupaInstance coupa, Random random) {
        int what = random.nextInt(9);
        story.add(Integer.toString(what));
        switch (what) {
            case 0 -> coupa.faults().nextGrants(1 + random.nextInt(4), Fault.unavailable());
            case 1 -> coupa.faults().next(1 + random.nextInt(3), Fault.status(502));
            case 2 -> coupa.clients().forEach(client -> client.deactivate());
            case 3 -> coupa.clients().forEach(client -> client.activate());
            case 4 ->
                coupa.clients()
                        .forEach(client -> client.scopes(
                                random.nextBoolean() ? Set.of(Coupas.ROSTER) : Set.of(Coupas.ROSTER, Coupas.EXPENSE)));
            case 5 -> clock.advance(Duration.ofMinutes(1L + random.nextInt(1_300)));
            case 6 ->
                Workers.reject(
                        tenant,
                        Task.APPLICATION_ROSTER,
                        tenant.tokenEvents(Task.APPLICATION_ROSTER).size());
            case 7 -> tenant.setCeiling(1 + random.nextInt(25));
            default -> {
                if (random.nextInt(4) == 0) {
                    tenant.delete();
                } else if (random.nextBoolean()) {
                    tenant.verify();
                } else {
                    tenant.connect(coupa);
                }
            }
        }
    }

    private void assertThatEventsFoldToTheStoredState() {
        JsonPath stored = tenant.read();
        List<ConnectionEvent> events = tenant.connectionEvents();
        ConnectionEvent folded = events.get(events.size() - 1);
        assertThat(events)
                .as("every version once and in order: %s", story)
                .extracting(ConnectionEvent::version)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize((int) stored.getLong("version"));
        assertThat(folded.version()).isEqualTo(stored.getLong("version"));
        assertThat(folded.state()).isEqualTo(ConnectionState.valueOf(stored.getString("state")));
        assertThat(folded.reason()).isEqualTo(stored.getString("reason"));
        assertThat(folded.message()).isEqualTo(stored.getString("message"));
        assertThat(folded.requestCeiling()).isEqualTo(stored.getInt("requestCeiling"));
        for (Task task : Task.values()) {
            assertThat(folded.access(task).verdict().name())
                    .as("%s after %s", task, story)
                    .isEqualTo(stored.getString("tasks." + task + ".verdict"));
        }
    }
}
