package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever befalls a tenant's runs, the events of each, folded by their sequence, give what the ledger holds of it. */
@QuarkusTest
class FoldIT extends RuntimeTest {

    private static final int STEPS = 16;
    private static final Map<Type, Run.State> STATES = Map.of(
            Type.COMPLETED, Run.State.COMPLETED,
            Type.FAILED, Run.State.FAILED,
            Type.CANCELLED, Run.State.CANCELLED);

    private final List<String> story = new ArrayList<>();
    private final List<UUID> commands = new ArrayList<>();
    private long connectionVersion = 1;

    @Inject
    RunStore runs;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_124, 4_711})
    void gives_the_ledgers_state_of_each_run_after_any_sequence_of_runs_failures_cancels_and_duplicates(long seed) {
        // given
        Random random = new Random(seed);
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(130).latency(Duration.ofMillis(20)));
        try (TokenDesk desk = TokenDesk.open(bootstrapServers)) {
            desk.serve(tenant, version -> issueToken(coupa, version));

            // when
            for (int step = 0; step < STEPS; step++) {
                befall(coupa, random);
            }
            connection(coupa, ConnectionState.ACTIVE);
            coupa.faults().clear();
            commands.forEach(this::assertEventsFoldToTheLedger);
        }

        // then
        assertThat(platform.outcome(run(RunMode.FULL), SOON).type())
                .as("%s", story)
                .isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).containsAll(coupa.data().users().ids());
        assertThat(versions().values()).containsOnly(1);
    }

    private void befall(CoupaInstance coupa, Random random) {
        int what = random.nextInt(14);
        story.add(Integer.toString(what));
        switch (what) {
            case 0, 1, 2 -> run(RunMode.values()[random.nextInt(3)]);
            case 3 -> again(random);
            case 4, 5 -> cancel(random);
            case 6 -> run(RunMode.WINDOW);
            case 7 -> commandBy(Instant.now().plusMillis(random.nextInt(1_500)));
            case 8 -> coupa.faults().next(1 + random.nextInt(5), Fault.status(502));
            case 9 -> coupa.faults().next(Fault.status(random.nextBoolean() ? 401 : 403));
            case 10 -> coupa.faults().next(Fault.throttled().retryAfter(Duration.ofSeconds(3)));
            case 11 -> coupa.data().users().change(coupa.data().users().sample(20, random.nextLong()));
            case 12 -> connection(coupa, random.nextBoolean() ? ConnectionState.ACTIVE : ConnectionState.DISCONNECTED);
            default -> {
                if (!commands.isEmpty()) {
                    platform.outcome(commands.get(random.nextInt(commands.size())), SOON);
                }
            }
        }
    }

    private void assertEventsFoldToTheLedger(UUID command) {
        List<TaskEvent> events = platform.awaitOutcome(command, SOON);
        TaskEvent last = events.get(events.size() - 1);
        Run run = runs.find(command).orElseThrow();
        assertThat(events)
                .as("%s after %s", command, story)
                .extracting(TaskEvent::sequence)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events).filteredOn(event -> event.type().terminal()).hasSize(1);
        assertThat(run.state()).isEqualTo(STATES.get(last.type()));
        assertThat(run.sequence()).isEqualTo(last.sequence());
        assertThat(run.mode()).isEqualTo(last.mode());
        assertThat(run.receipt()).isEqualTo(last.receipt());
        assertThat(run.failure()).isEqualTo(last.failure());
        if (last.progress() != null) {
            assertThat(run.progress()).isEqualTo(last.progress());
        }
    }

    private UUID run(RunMode mode) {
        return command(UUID.randomUUID(), mode, null);
    }

    private void commandBy(Instant deadline) {
        command(UUID.randomUUID(), RunMode.FULL, deadline);
    }

    /** Not the cancelled one's outcome is told twice, nor that of a command that says something else now. */
    private void again(Random random) {
        if (!commands.isEmpty()) {
            send(Kind.RUN, commands.get(random.nextInt(commands.size())), RunMode.FULL, null, null);
        }
    }

    private void cancel(Random random) {
        if (!commands.isEmpty()) {
            send(Kind.CANCEL, UUID.randomUUID(), null, null, commands.get(random.nextInt(commands.size())));
        }
    }

    private UUID command(UUID command, RunMode mode, Instant deadline) {
        commands.add(command);
        return send(Kind.RUN, command, mode, deadline, null);
    }

    private UUID send(Kind kind, UUID command, RunMode mode, Instant deadline, UUID cancels) {
        return platform.command(new TaskCommand(
                kind, command, tenant, ApplicationRoster.TASK, mode, null, null, deadline, cancels, null, null));
    }

    private void connection(CoupaInstance coupa, ConnectionState state) {
        platform.connection(
                tenant, ++connectionVersion, state, Verdict.GRANTED, "Words for an administrator.", coupa.origin());
    }

    private void issueToken(CoupaInstance coupa, long version) {
        platform.token(
                tenant, version, token(coupa), coupa.origin(), 25, Instant.now().minusSeconds(60));
    }
}
