package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.RequestBudget.Settings;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.run.FailurePolicy.Reaction;
import io.coupabridge.secrets.Secret;
import io.coupabridge.testing.TestPostgres;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

class FailurePolicyIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final int ATTEMPTS = 3;

    /** Slots that are over whenever they arrive. */
    private static final Settings NOT_TO_BE_HIT =
            new Settings(Duration.ofNanos(8_000), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final FailurePolicy policy = new FailurePolicy(
            ExpenseDiscovery.TASK, ATTEMPTS, new RetryDelays(new Random(1)), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void tries_a_page_as_often_as_allowed_and_then_fails() {
        // given
        RuntimeException outage = new UnavailableException(UnavailableException.Kind.SERVER_ERROR, "Coupa is down.");
        Position position = Position.START;

        // when
        for (int i = 0; i < ATTEMPTS - 1; i++) {
            Reaction reaction = policy.reactTo(outage, position, token(Duration.ofHours(1)));
            assertThat(reaction).isInstanceOf(Reaction.Retry.class);
            position = ((Reaction.Retry) reaction).position();
        }
        Reaction last = policy.reactTo(outage, position, token(Duration.ofHours(1)));

        // then
        assertThat(failure(last).code()).isEqualTo(ErrorCode.COUPA_UNAVAILABLE);
        assertThat(failure(last).retryable()).isTrue();
    }

    @Test
    void forgets_failures_once_a_page_went_well() {
        Position troubled = Position.START.failedAgain().failedAgain().tokenRejected(3);

        assertThat(troubled.advanced(null).failures()).isZero();
        assertThat(troubled.advanced(null).rejectedToken()).isZero();
    }

    @Test
    void tries_a_young_token_twice_again_after_five_seconds_each_and_then_has_it_replaced() {
        // given
        Granted young = token(Duration.ofSeconds(6));

        // when
        Reaction.Retry first = (Reaction.Retry) policy.reactTo(unauthorized(), Position.START, young);
        Reaction.Retry second = (Reaction.Retry) policy.reactTo(unauthorized(), first.position(), young);
        Reaction third = policy.reactTo(unauthorized(), second.position(), young);

        // then
        assertThat(first.in()).isEqualTo(Duration.ofSeconds(5));
        assertThat(first.reason()).isEqualTo(WaitReason.TOKEN_PENDING);
        assertThat(second.in()).isEqualTo(Duration.ofSeconds(5));
        assertThat(third).isInstanceOf(Reaction.RejectToken.class);
    }

    @Test
    void calls_the_third_refusal_of_a_young_replacement_forbidden() {
        // given
        Position replaced = Position.START.tokenRejected(3).refusedEarly(2);

        // when
        Reaction reaction = policy.reactTo(unauthorized(), replaced, token(Duration.ofSeconds(16)));

        // then
        assertThat(failure(reaction).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void has_an_old_token_replaced_once_and_calls_the_second_refusal_forbidden() {
        // given
        Granted old = token(Duration.ofHours(1));

        // when
        Reaction first = policy.reactTo(unauthorized(), Position.START, old);
        Reaction second = policy.reactTo(unauthorized(), ((Reaction.RejectToken) first).position(), old);

        // then
        assertThat(((Reaction.RejectToken) first).position().rejectedToken()).isEqualTo(old.tokenVersion());
        assertThat(failure(second).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void names_the_scope_that_is_missing_and_where_to_add_it() {
        Reaction reaction =
                policy.reactTo(new ForbiddenException("Refused.", true), Position.START, token(Duration.ofHours(1)));

        assertThat(failure(reaction).code()).isEqualTo(ErrorCode.SCOPE_MISSING);
        assertThat(failure(reaction).message()).contains("core.expense.read").contains("Setup");
    }

    @Test
    void asks_once_more_before_it_believes_a_refusal_without_a_reason() {
        // given
        ForbiddenException refusal = new ForbiddenException("Refused.", false);

        // when
        Reaction first = policy.reactTo(refusal, Position.START, token(Duration.ofHours(1)));
        Reaction second = policy.reactTo(refusal, ((Reaction.Retry) first).position(), token(Duration.ofHours(1)));

        // then
        assertThat(failure(second).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(((Reaction.Fail) second).finding()).isEqualTo(Finding.FORBIDDEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BAD_REQUEST", "TOO_MANY"})
    void fails_at_once_on_an_answer_that_trying_again_does_not_mend(Kind kind) {
        Reaction reaction = policy.reactTo(
                new UnexpectedResponseException(kind, "Coupa ignores a filter."),
                Position.START,
                token(Duration.ofHours(1)));

        assertThat(failure(reaction).code()).isEqualTo(ErrorCode.UNEXPECTED_RESPONSE);
    }

    @Test
    void tries_a_list_out_of_order_again_as_often_as_other_odd_answers() {
        // given
        RuntimeException stuck = new UnexpectedResponseException(Kind.CURSOR_STUCK, "The ids do not ascend.");
        Position position = Position.START;

        // when
        for (int i = 0; i < ATTEMPTS - 1; i++) {
            position = ((Reaction.Retry) policy.reactTo(stuck, position, token(Duration.ofHours(1)))).position();
        }
        Reaction last = policy.reactTo(stuck, position, token(Duration.ofHours(1)));

        // then
        assertThat(failure(last).code()).isEqualTo(ErrorCode.UNEXPECTED_RESPONSE);
    }

    @Test
    void looks_again_for_a_hidden_field_before_it_fails() {
        // given
        RuntimeException hidden = new RequiredFieldHiddenException("The field 'email' is hidden.", "email");

        // when
        Reaction first = policy.reactTo(hidden, Position.START, token(Duration.ofHours(1)));
        Reaction second = policy.reactTo(hidden, ((Reaction.Retry) first).position(), token(Duration.ofHours(1)));
        Reaction third = policy.reactTo(hidden, ((Reaction.Retry) second).position(), token(Duration.ofHours(1)));

        // then
        assertThat(failure(third).code()).isEqualTo(ErrorCode.REQUIRED_FIELD_HIDDEN);
    }

    @Test
    void waits_for_the_budget_as_long_as_it_says_longer_for_one_that_is_down_than_for_a_slow_one() {
        // given
        RuntimeException slow = refusal(withBudget(TestPostgres.shared().freshDatabase()), NOT_TO_BE_HIT);
        RuntimeException down = refusal(dataSource("jdbc:postgresql://localhost:1/down"), Settings.defaults());

        // when
        Reaction.Retry whenSlow = (Reaction.Retry) policy.reactTo(slow, Position.START, token(Duration.ofHours(1)));
        Reaction.Retry whenDown = (Reaction.Retry) policy.reactTo(down, Position.START, token(Duration.ofHours(1)));

        // then
        assertThat(whenSlow.in()).isEqualTo(Duration.ofSeconds(3));
        assertThat(whenDown.in()).isEqualTo(Duration.ofSeconds(10));
        assertThat(List.of(whenSlow, whenDown))
                .extracting(Reaction.Retry::reason)
                .containsOnly(WaitReason.BUDGET_UNAVAILABLE);
    }

    private static RuntimeException refusal(DataSource database, Settings settings) {
        RequestBudget budget = new RequestBudget(database, settings);
        return catchThrowableOfType(
                BudgetUnavailableException.class, () -> budget.reserve("acme.coupahost.com", 10, 1));
    }

    private static DataSource withBudget(String jdbcUrl) {
        DataSource database = dataSource(jdbcUrl);
        Flyway.configure()
                .dataSource(database)
                .locations(RequestBudget.MIGRATIONS)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate();
        return database;
    }

    private static DataSource dataSource(String jdbcUrl) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(jdbcUrl);
        return database;
    }

    private static RuntimeException unauthorized() {
        return new UnauthorizedException("Coupa does not accept the token.");
    }

    private static io.coupabridge.contracts.TaskEvent.Failure failure(Reaction reaction) {
        return ((Reaction.Fail) reaction).failure();
    }

    private static Granted token(Duration age) {
        Instant usableFrom = NOW.minus(age).plusSeconds(5);
        return new Granted(
                new BaseUrl(URI.create("https://acme.coupahost.com")),
                Secret.of("token"),
                4,
                2,
                usableFrom,
                usableFrom.plus(Duration.ofDays(1)),
                10);
    }
}
