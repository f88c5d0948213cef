package io.coupabridge.token.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.coupabridge.token.mint.Renewals;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ScheduleIT {

    private static final int CALLERS = 4;
    private static final int CALLS = 400;

    @Inject
    Schedule schedule;

    @Inject
    Stored stored;

    @Inject
    TestClock clock;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final String instance = new Tenant().id() + "/APPLICATION_ROSTER";

    @AfterEach
    void stop() {
        callers.shutdownNow();
        stored.unscheduleRenewals(instance.substring(0, instance.indexOf('/')));
    }

    @Test
    void moves_work_for_many_callers_at_once() throws InterruptedException {
        // given
        Instant due = clock.instant().plus(Duration.ofDays(100_000));
        at(due);

        // when
        List<Future<Void>> calls = callers.invokeAll(IntStream.range(0, CALLS)
                .mapToObj(i -> (Callable<Void>) () -> {
                    at(due.plusSeconds(i));
                    return null;
                })
                .toList());

        // then
        assertThat(calls).allSatisfy(call -> assertThatCode(call::get).doesNotThrowAnyException());
        assertThat(stored.scheduled(instance)).isEqualTo(1);
    }

    private void at(Instant due) {
        QuarkusTransaction.requiringNew().run(() -> schedule.at(due, Renewals.WORK, instance, null, Schedule.IN_TIME));
    }
}
