package io.coupabridge.token.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.connection.Attention.Cause;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:30:00Z");
    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Task EXPENSE = ExpenseDiscovery.TASK;

    private final ConnectionRow connection = connection();

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "ACTIVE", "DISCONNECTED"})
    void a_connection_that_works_or_has_ended_needs_nobody(ConnectionState state) {
        // given
        enter(state, NOW.minus(Duration.ofDays(9)));

        // when, then
        assertThat(Attention.of(connection, NOW)).isEmpty();
    }

    @Test
    void a_dead_credential_needs_somebody_at_once() {
        // given
        enter(ConnectionState.REAUTHORIZATION_REQUIRED, NOW);

        // when, then
        assertThat(Attention.of(connection, NOW))
                .containsExactly(new Attention(Cause.REAUTHORIZATION_REQUIRED, "A_REASON", null, NOW, "A sentence."));
    }

    @Test
    void an_outage_needs_somebody_when_it_has_lasted_for_an_hour() {
        // given
        enter(ConnectionState.DEGRADED, NOW.minus(Duration.ofHours(1)));

        // when, then
        assertThat(Attention.of(connection, NOW.minusMillis(1))).isEmpty();
        assertThat(Attention.of(connection, NOW)).extracting(Attention::cause).containsExactly(Cause.DEGRADED);
    }

    @Test
    void an_outage_that_the_version_before_met_counts_from_the_last_change() {
        // given
        enter(ConnectionState.DEGRADED, NOW.minus(Duration.ofDays(9)));
        connection.troubleSince = null;
        connection.changedAt = NOW.minus(Duration.ofMinutes(59));

        // when, then
        assertThat(Attention.of(connection, NOW)).isEmpty();
        assertThat(Attention.of(connection, NOW.plus(Duration.ofMinutes(1)))).hasSize(1);
    }

    @Test
    void trouble_that_turned_into_another_is_as_old_as_the_other() {
        // given
        enter(ConnectionState.DEGRADED, NOW.minus(Duration.ofDays(9)));
        enter(ConnectionState.REAUTHORIZATION_REQUIRED, NOW);

        // when, then
        assertThat(Attention.of(connection, NOW)).extracting(Attention::since).containsExactly(NOW);
    }

    @Test
    void a_refused_task_needs_somebody_since_it_was_refused_first() {
        // given
        enter(ConnectionState.ACTIVE, NOW.minus(Duration.ofDays(9)));
        connection.access(EXPENSE, refused(Verdict.SCOPE_MISSING), NOW.minus(Duration.ofDays(3)));
        connection.access(EXPENSE, refused(Verdict.SCOPE_MISSING), NOW.minus(Duration.ofDays(2)));

        // when, then
        assertThat(Attention.of(connection, NOW))
                .containsExactly(new Attention(
                        Cause.SCOPE_MISSING, null, EXPENSE, NOW.minus(Duration.ofDays(3)), "Add the scope."));
        assertThat(connection.access(EXPENSE).foundAt()).isEqualTo(NOW.minus(Duration.ofDays(2)));
    }

    @Test
    void another_refusal_and_one_after_a_grant_begin_anew() {
        // given
        connection.access(EXPENSE, refused(Verdict.SCOPE_MISSING), NOW.minus(Duration.ofDays(3)));
        connection.access(EXPENSE, refused(Verdict.FORBIDDEN), NOW.minus(Duration.ofDays(2)));
        connection.access(ROSTER, refused(Verdict.FORBIDDEN), NOW.minus(Duration.ofDays(2)));
        connection.access(ROSTER, new TaskAccess(Verdict.GRANTED, "Granted."), NOW.minus(Duration.ofDays(1)));
        connection.access(ROSTER, refused(Verdict.FORBIDDEN), NOW);

        // when, then
        assertThat(connection.refusedSince(EXPENSE)).isEqualTo(NOW.minus(Duration.ofDays(2)));
        assertThat(connection.refusedSince(ROSTER)).isEqualTo(NOW);
    }

    @Test
    void a_task_that_is_not_wanted_needs_nobody() {
        // given
        enter(ConnectionState.ACTIVE, NOW);
        connection.access(EXPENSE, refused(Verdict.FORBIDDEN), NOW);
        connection.want(Set.of(ROSTER));

        // when, then
        assertThat(Attention.of(connection, NOW)).isEmpty();
    }

    @Test
    void a_connection_may_need_somebody_for_several_causes() {
        // given
        enter(ConnectionState.DEGRADED, NOW.minus(Duration.ofDays(1)));
        connection.access(ROSTER, refused(Verdict.FORBIDDEN), NOW);
        connection.access(EXPENSE, refused(Verdict.SCOPE_MISSING), NOW);

        // when, then
        assertThat(Attention.of(connection, NOW))
                .extracting(Attention::cause)
                .containsExactly(Cause.DEGRADED, Cause.FORBIDDEN, Cause.SCOPE_MISSING);
    }

    @Test
    void that_it_began_with_an_api_key_is_known_until_it_ends() {
        // given
        connection.begin(CredentialKind.API_KEY);
        connection.begin(CredentialKind.OAUTH2_CLIENT);
        assertThat(connection.imported).isTrue();

        // when
        enter(ConnectionState.DISCONNECTED, NOW);
        connection.begin(CredentialKind.OAUTH2_CLIENT);

        // then
        assertThat(connection.imported).isFalse();
    }

    @Test
    void an_import_by_the_version_before_is_known_by_its_reason() {
        // given
        connection.enter(ConnectionState.REAUTHORIZATION_REQUIRED, "API_KEY_RETIRED", "Reauthorize.");

        // when
        connection.begin(CredentialKind.OAUTH2_CLIENT);

        // then
        assertThat(connection.imported).isTrue();
    }

    private void enter(ConnectionState state, Instant at) {
        connection.enter(state, "A_REASON", "A sentence.");
        connection.entered(at);
        connection.changedAt = at;
    }

    private static TaskAccess refused(Verdict verdict) {
        return new TaskAccess(verdict, "Add the scope.");
    }

    private static ConnectionRow connection() {
        ConnectionRow row = new ConnectionRow();
        row.tenant = "northwind";
        row.changedAt = NOW;
        return row;
    }
}
