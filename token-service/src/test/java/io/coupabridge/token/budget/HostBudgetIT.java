package io.coupabridge.token.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class HostBudgetIT {

    private static final int CEILING = 10;

    @Inject
    HostBudget budget;

    @Inject
    MeterRegistry metrics;

    @Test
    void shows_how_long_a_request_waited_for_its_slot() throws Exception {
        // given
        BaseUrl host = new BaseUrl(URI.create("https://waits.coupahost.com"));
        long before = waits();

        // when
        Optional<Duration> noSlot = budget.awaitSlot(new TenantId("any"), host, CEILING);

        // then
        assertThat(noSlot).isEmpty();
        assertThat(waits()).isGreaterThan(before);
    }

    @Test
    void says_when_a_host_may_be_asked_again_that_wants_silence_and_counts_that_there_was_no_slot() throws Exception {
        // given
        BaseUrl host = new BaseUrl(URI.create("https://silent.coupahost.com"));
        budget.throttled(host, Optional.of(Duration.ofSeconds(40)));
        double before = refusals();

        // when
        Optional<Duration> noSlot = budget.awaitSlot(new TenantId("any"), host, CEILING);

        // then
        assertThat(noSlot).hasValueSatisfying(wait -> assertThat(wait).isPositive());
        assertThat(refusals()).isGreaterThan(before);
    }

    @Test
    void shows_how_many_slots_came_to_nothing() {
        assertThat(metrics.find("coupabridge.budget.slots.useless").functionCounter())
                .isNotNull();
        assertThat(metrics.find("coupabridge.budget.slots.missed").functionCounter())
                .isNotNull();
    }

    @Test
    void stands_beside_the_waits_for_connections_to_the_databases() {
        assertThat(metrics.find("agroal.awaiting.count").gauges())
                .extracting(gauge -> gauge.getId().getTag("datasource"))
                .contains("default", "budget");
    }

    private long waits() {
        Timer timer = metrics.find("coupabridge.budget.wait").timer();
        return timer == null ? 0 : timer.count();
    }

    private double refusals() {
        Counter counter = metrics.find("coupabridge.budget.refusals")
                .tag("reason", "BLOCKED")
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
