package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance.Subscription;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.truth.RosterTruth;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People join, change and leave while they are read: nobody who was there all the time is missed, and when things have
 * come to rest a consumer holds what is true. {@code -Dmoving.seeds=200} tries so many seeds, {@code -Dmoving.first=17}
 * begins with that one.
 */
@QuarkusTest
@Timeout(120)
class MovingDataIT extends RosterTest {

    /** Fewer than would be suspicious. */
    private static final int MOST_DELETIONS = 9;

    static LongStream seeds() {
        long first = Long.getLong("moving.first", 1);
        return LongStream.range(first, first + Long.getLong("moving.seeds", 6));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ends_with_what_is_true_whatever_moves_during_a_run(long seed) {
        // given
        Random random = new Random(seed);
        connect(InstanceSpec.defaults()
                .users(60 + random.nextInt(240))
                .seed(seed)
                .idGap(1 + random.nextInt(7))
                .tiedUpdates(random.nextBoolean() ? 120 : 1));
        coupa.switches().shortPages(random.nextBoolean() ? 300 : 0);
        Mover mover = new Mover(coupa.data().users(), random);
        if (random.nextBoolean()) {
            run(RunMode.FULL);
            Platform.awaitNextSecond();
        }

        // when
        TaskEvent full;
        Set<Long> published;
        TaskEvent increment;
        try (Subscription moving = coupa.onRequest(request -> mover.move())) {
            assertThat(moving).isNotNull();
            full = run(RunMode.FULL);
            published = publishedIds();
            increment = run(RunMode.AUTO);
        }
        Platform.awaitNextSecond();
        TaskEvent afterwards = run(RunMode.AUTO);
        TaskEvent sweep = run(RunMode.FULL);

        // then
        assertThat(Stream.of(full, increment, afterwards, sweep))
                .as("seed %s, %s", seed, mover)
                .allSatisfy(outcome -> assertThat(outcome.type()).isEqualTo(Type.COMPLETED));
        assertThat(published).as("seed %s, %s", seed, mover).containsAll(mover.untouched());
        assertThat(afterwards.mode()).isEqualTo(RunMode.INCREMENTAL);
        assertThat(RosterTruth.check(tenant, mover.living(), publishedBefore(sweep))
                        .differences())
                .as("after the increment, but for who is gone; seed %s, %s", seed, mover)
                .allMatch(difference -> mover.tellsOfSomebodyGone(difference));
        assertThat(sweep.progress().recordsNew() + sweep.progress().recordsChanged())
                .as("what the increment missed; seed %s, %s", seed, mover)
                .isZero();
        assertHoldsTruth(sweep);
    }

    private Set<Long> publishedIds() {
        return published().stream()
                .map(record -> record.as(DiscoveredUser.class).userId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<TopicRecord> publishedBefore(TaskEvent run) {
        return published().stream()
                .filter(record -> !run.commandId().toString().equals(record.header(MessageHeaders.RUN_ID)))
                .toList();
    }

    /** Does something to the users with about every third request. */
    private static final class Mover {

        private final RecordTable users;
        private final Random random;
        private final Set<Long> untouched;
        private final Set<Long> gone = new TreeSet<>();
        private int moves;

        Mover(RecordTable users, Random random) {
            this.users = users;
            this.random = random;
            this.untouched = new TreeSet<>(users.ids());
        }

        synchronized void move() {
            if (random.nextInt(3) > 0) {
                return;
            }
            moves++;
            List<Long> ids = users.ids();
            long one = ids.get(random.nextInt(ids.size()));
            switch (random.nextInt(6)) {
                case 0 -> users.insert(1 + random.nextInt(4));
                case 1 -> users.insert(committedLate());
                case 2 -> touched(one, () -> users.change(List.of(one)));
                case 3 -> touched(one, () -> users.deactivate(one));
                case 4 -> touched(one, () -> users.touch(List.of(one)));
                default -> {
                    if (gone.size() < MOST_DELETIONS) {
                        gone.add(one);
                        touched(one, () -> users.delete(one));
                    }
                }
            }
        }

        /** With an {@code updated-at} before what was read already: a long transaction of Coupa's (coupa-api §8.2, 23). */
        private ObjectNode committedLate() {
            Instant earlier = Instant.now().minusSeconds(random.nextInt(240)).truncatedTo(ChronoUnit.SECONDS);
            return JsonNodeFactory.instance.objectNode().put("updated-at", earlier.toString());
        }

        private void touched(long id, Runnable change) {
            untouched.remove(id);
            change.run();
        }

        synchronized Set<Long> untouched() {
            return new TreeSet<>(untouched);
        }

        synchronized List<ObjectNode> living() {
            return users.list();
        }

        synchronized boolean tellsOfSomebodyGone(String difference) {
            return gone.stream().anyMatch(id -> difference.contains("/" + id + " is held"));
        }

        @Override
        public synchronized String toString() {
            return moves + " moves, gone " + gone;
        }
    }
}
