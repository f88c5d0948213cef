package io.coupabridge.edge.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.edge.start.BackgroundStart.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundStartTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final AtomicBoolean databaseIsThere = new AtomicBoolean();
    private final BackgroundStart start = new BackgroundStart(
            new Step("the keys", () -> done.add("keys")),
            new Step("the database", this::openDatabase),
            new Step("the work", () -> done.add("work")));

    @AfterEach
    void stop() {
        start.stop();
    }

    @Test
    void does_all_that_can_be_done_before_the_caller_goes_on() {
        // given
        databaseIsThere.set(true);

        // when
        start.beginHere();

        // then
        assertThat(done).containsExactly("keys", "database", "work");
        assertThat(start.waitsFor()).isEmpty();
    }

    @Test
    void says_what_it_waits_for_and_why_and_goes_on_from_there_when_it_comes() {
        // given
        start.beginHere();
        assertThat(start.waitsFor()).isEqualTo("the database: Connection refused");
        assertThat(done).containsExactly("keys");

        // when
        databaseIsThere.set(true);

        // then
        await().atMost(SOON).until(() -> start.waitsFor().isEmpty());
        assertThat(done).containsExactly("keys", "database", "work");
    }

    @Test
    void begins_no_step_once_it_is_stopped() {
        // given
        start.begin();
        await().atMost(SOON).until(() -> start.waitsFor().equals("the database: Connection refused"));

        // when
        start.stop();
        databaseIsThere.set(true);

        // then
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> done.equals(List.of("keys")));
    }

    /** Otherwise a container would start it again and again, or nobody would see why it does not work. */
    @Test
    void tries_a_refused_step_once_and_begins_no_other() {
        // given
        BackgroundStart refused = new BackgroundStart(
                new Step("the role", () -> {
                    done.add("role");
                    throw new RefusedStartException("The role is a superuser.");
                }),
                new Step("the work", () -> done.add("work")));

        // when
        refused.begin();

        // then
        await().atMost(SOON).until(() -> refused.waitsFor().equals("The role is a superuser."));
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> done.equals(List.of("role")));
    }

    @Test
    void begins_nothing_after_the_last_step() {
        // given
        BackgroundStart migration = new BackgroundStart(
                new Step("the database", () -> done.add("database"), true),
                new Step("the work", () -> done.add("work")));

        // when
        migration.beginHere();

        // then
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> done.equals(List.of("database")));
    }

    private void openDatabase() {
        if (!databaseIsThere.get()) {
            throw new IllegalStateException("Connection refused\n\tat a stack that nobody wants to read");
        }
        done.add("database");
    }
}
