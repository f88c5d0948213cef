package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.Teller;
import io.coupabridge.console.connection.ConnectionChange;
import io.coupabridge.console.connection.TenantForgotten;
import io.coupabridge.console.schedule.PausedBecause;
import io.coupabridge.console.schedule.ScheduleKey;
import io.coupabridge.console.schedule.SchedulePaused;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of connections and runs: each cause once, and once more when all is well again. */
@QuarkusTest
class CausesIT extends NotificationBed {

    @Inject
    Event<ConnectionChange> changes;

    @Inject
    Event<TenantForgotten> erasures;

    @Inject
    Event<SchedulePaused> pauses;

    @Inject
    OpenCauses causes;

    @Test
    void a_dead_credential_is_told_once_and_its_recovery_once() {
        // when
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);
        change(ConnectionState.PENDING, null, Verdict.UNKNOWN);
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);
        change(ConnectionState.PENDING, null, Verdict.UNKNOWN);
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);

        // then
        assertThat(told()).containsExactly("NEEDS_PERSON INVALID_CLIENT -", "RECOVERED INVALID_CLIENT -");
    }

    @Test
    void another_cause_is_told_again() {
        // when
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "API_KEY_RETIRED", Verdict.UNKNOWN);
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);

        // then
        assertThat(told()).containsExactly("NEEDS_PERSON API_KEY_RETIRED -", "NEEDS_PERSON INVALID_CLIENT -");
    }

    @Test
    void a_missing_scope_of_a_working_connection_is_told() {
        // when
        change(ConnectionState.ACTIVE, null, Verdict.SCOPE_MISSING);
        change(ConnectionState.ACTIVE, null, Verdict.SCOPE_MISSING);
        change(ConnectionState.ACTIVE, null, Verdict.UNKNOWN);
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);

        // then
        assertThat(told())
                .containsExactly(
                        "NEEDS_PERSON SCOPE_MISSING APPLICATION_ROSTER", "RECOVERED SCOPE_MISSING APPLICATION_ROSTER");
    }

    @Test
    void nobody_recovers_who_is_wanted_no_more() {
        // when
        change(ConnectionState.ACTIVE, null, Verdict.FORBIDDEN);
        change(ConnectionState.ACTIVE, null, Verdict.NOT_WANTED);
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.NOT_WANTED);
        change(ConnectionState.DISCONNECTED, null, Verdict.NOT_WANTED);
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);

        // then
        assertThat(told())
                .containsExactly("NEEDS_PERSON FORBIDDEN APPLICATION_ROSTER", "NEEDS_PERSON INVALID_CLIENT -");
    }

    @Test
    void a_short_outage_is_not_told() {
        // when
        change(ConnectionState.DEGRADED, "COUPA_UNAVAILABLE", Verdict.GRANTED);
        causes.tellOfLongOutages();
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);

        // then
        assertThat(told()).isEmpty();
    }

    @Test
    void an_outage_of_more_than_an_hour_is_told_once() {
        // given
        change(ConnectionState.DEGRADED, "COUPA_UNAVAILABLE", Verdict.GRANTED);
        change(ConnectionState.DEGRADED, "COUPA_THROTTLED", Verdict.GRANTED);
        database.update(
                "update notification_cause set since = ? where tenant = ?",
                Instant.now().minus(Duration.ofMinutes(61)),
                tenant.value());

        // when
        causes.tellOfLongOutages();
        causes.tellOfLongOutages();
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);

        // then
        assertThat(told()).containsExactly("NEEDS_PERSON DEGRADED -", "RECOVERED DEGRADED -");
    }

    @Test
    void a_schedule_is_told_that_something_stands_in_the_way_of() {
        // when
        pause(PausedBecause.NOT_WANTED);
        pause(PausedBecause.CONNECTION_PENDING);
        pause(PausedBecause.CONNECTION_UNKNOWN);

        // then
        assertThat(told()).containsExactly("SCHEDULE_PAUSED CONNECTION_UNKNOWN APPLICATION_ROSTER");
    }

    @Test
    void a_pause_is_told_once_until_the_schedule_goes_on() {
        // when
        pause(PausedBecause.CONNECTION_UNKNOWN);
        pause(PausedBecause.NOT_VERIFIED);
        pause(PausedBecause.CONNECTION_UNKNOWN);
        change(ConnectionState.ACTIVE, null, Verdict.GRANTED);
        pause(PausedBecause.CONNECTION_UNKNOWN);

        // then
        assertThat(told())
                .containsExactly(
                        "SCHEDULE_PAUSED CONNECTION_UNKNOWN APPLICATION_ROSTER",
                        "SCHEDULE_PAUSED CONNECTION_UNKNOWN APPLICATION_ROSTER");
    }

    @Test
    void what_needs_a_person_is_told_as_that_alone() {
        // when
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);
        pause(PausedBecause.REAUTHORIZATION_REQUIRED);
        change(ConnectionState.ACTIVE, null, Verdict.SCOPE_MISSING);
        pause(PausedBecause.SCOPE_MISSING);

        // then
        assertThat(told())
                .containsExactly(
                        "NEEDS_PERSON INVALID_CLIENT -",
                        "RECOVERED INVALID_CLIENT -",
                        "NEEDS_PERSON SCOPE_MISSING APPLICATION_ROSTER");
    }

    @Test
    void what_topics_tell_arrives_in_order_and_without_their_words() {
        // given
        Receiver receiver = receiver();
        String secret = subscribe(receiver).secret();

        // when
        teller.tell(Teller.connection(
                tenant, 1, ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN));
        eventually(() -> assertThat(receiver.received()).hasSize(1));
        teller.tell(Teller.active(tenant, 2));
        eventually(() -> assertThat(receiver.received()).hasSize(2));
        failARun();

        // then
        eventually(() -> assertThat(types(receiver))
                .containsExactly(
                        "io.coupabridge.needs-person.v1",
                        "io.coupabridge.recovered.v1",
                        "io.coupabridge.run-failed.v1"));
        assertThat(sequences(receiver)).containsExactly(1L, 2L, 3L);
        assertThat(receiver.received()).allSatisfy(post -> {
            assertVerifies(secret, post);
            assertThat(post.headers().get("content-type")).startsWith("application/cloudevents+json");
            assertThat(post.headers().get("webhook-id"))
                    .isEqualTo(event(post).path("id").asText());
            assertThat(event(post).path("subject").asText()).isEqualTo(tenant.value());
            assertThat(post.body()).doesNotContain("message of version", "planted");
        });
    }

    @Test
    void an_erased_tenant_leaves_nothing_behind() {
        // given
        Receiver receiver = receiver();
        subscribe(receiver);
        subscribeMailbox(tenantItself());
        change(ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN);
        eventually(() -> assertThat(receiver.received()).hasSize(1));

        // when
        database.inTransaction(() -> {
            erasures.fire(new TenantForgotten(tenant));
            return null;
        });

        // then
        for (String table : List.of("notice", "notification_subscription", "notification_cause")) {
            assertThat(count("select count(*) from " + table + " where tenant = ?", tenant.value()))
                    .as(table)
                    .isZero();
        }
        assertThat(count("select count(*) from notification_delivery d where not exists"
                        + " (select 1 from notification_subscription s where s.id = d.subscription)"))
                .isZero();
    }

    @Test
    void nothing_is_told_of_a_change_that_is_rolled_back() {
        // when
        try {
            database.inTransaction(() -> {
                changes.fire(new ConnectionChange(event(ConnectionState.REAUTHORIZATION_REQUIRED, "X", null)));
                throw new IllegalStateException("after all");
            });
        } catch (IllegalStateException e) {
            // as it should
        }

        // then
        assertThat(told()).isEmpty();
    }

    private void pause(PausedBecause because) {
        database.inTransaction(() -> {
            pauses.fire(new SchedulePaused(new ScheduleKey(tenant, ApplicationRoster.TASK), because, Instant.now()));
            return null;
        });
    }

    private void change(ConnectionState state, String reason, Verdict roster) {
        database.inTransaction(() -> {
            changes.fire(new ConnectionChange(event(state, reason, roster)));
            return null;
        });
    }

    private ConnectionEvent event(ConnectionState state, String reason, Verdict roster) {
        return Teller.connection(tenant, 1, state, reason, roster);
    }

    private List<String> told() {
        return database.query(
                "select kind || ' ' || code || ' ' || coalesce(task, '-') from notice where tenant = ? order by position",
                row -> row.getString(1),
                tenant.value());
    }
}
