package io.coupabridge.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class AddressReadinessTest {

    private static final URI ADDRESS = URI.create("https://northwind.example.com");
    private static final URI ANOTHER = URI.create("https://contoso.example.com");
    private static final TenantId NORTHWIND = new TenantId("northwind");
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final Set<URI> inUse = new HashSet<>(Set.of(ADDRESS, ANOTHER));
    private final MovableClock clock = new MovableClock();
    private final RefusedAddresses refused = new RefusedAddresses((address, tenant) -> inUse.contains(address), clock);
    private final AddressReadiness readiness = new AddressReadiness(refused);

    @Test
    void a_replica_that_hands_a_run_back_is_not_ready_and_names_the_setting() {
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

        // when
        refused.refuse(ADDRESS, NORTHWIND);

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(named(readiness.call())).contains(ADDRESS.toString(), "COUPABRIDGE_ALLOWED_SUFFIXES");
    }

    @Test
    void an_address_that_nobody_allows_any_more_keeps_no_replica_from_its_work_for_long() {
        // given
        refused.refuse(ADDRESS, NORTHWIND);

        // when
        clock.advance(Duration.ofMinutes(2));
        refused.refuse(ADDRESS, NORTHWIND);
        refused.refuse(ANOTHER, CONTOSO);

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(named(readiness.call())).contains(ADDRESS.toString(), ANOTHER.toString());
    }

    @Test
    void a_replica_is_ready_when_no_connection_has_the_address_any_more() {
        // given
        refused.refuse(ADDRESS, NORTHWIND);

        // when
        inUse.remove(ADDRESS);
        refused.look();

        // then
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(readiness.call().getData()).isEmpty();
    }

    private static String named(HealthCheckResponse response) {
        return response.getData().orElseThrow().get("not-allowed").toString();
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-11-24T08:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
