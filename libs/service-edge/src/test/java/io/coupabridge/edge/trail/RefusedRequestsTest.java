package io.coupabridge.edge.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flood of refusals fills no table, and each refusal is counted. */
class RefusedRequestsTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final List<Written> written = new ArrayList<>();
    private boolean databaseDown;
    private final RefusedRequests refused = new RefusedRequests(this::write, nanos::get);

    private record Written(String tenant, Who who, Detail detail, int times) {}

    @AfterEach
    void stop() {
        refused.stop();
    }

    @Test
    void the_first_is_written_at_once_and_those_alike_once_a_minute() {
        // given
        refuse("northwind", "m.okafor", 1);
        refused.write();
        refuse("northwind", "m.okafor", 99_999);
        refused.write();
        assertThat(written).extracting(Written::times).containsExactly(1);

        // when
        pass(Duration.ofMinutes(1));
        refused.write();

        // then
        assertThat(written).extracting(Written::times).containsExactly(1, 99_999);
        assertThat(written.get(1).who().origin().subject()).isEqualTo("m.okafor");
        assertThat(written.get(1).detail().values()).containsEntry("status", "403");
    }

    @Test
    void what_differs_is_told_apart_up_to_a_number_a_minute() {
        // when
        for (int caller = 0; caller < 1_000; caller++) {
            refuse("northwind", "caller-" + caller, 2);
        }
        refuse("southwind", "m.okafor", 1);
        refused.write();

        // then
        List<Written> northwind =
                written.stream().filter(one -> one.tenant().equals("northwind")).toList();
        assertThat(northwind).hasSize(RefusedRequests.KINDS_OF_A_TENANT + 1);
        assertThat(northwind.stream().mapToInt(Written::times).sum()).isEqualTo(2_000);
        assertThat(written).extracting(Written::tenant).contains("southwind");
    }

    @Test
    void a_caller_who_tries_many_tenants_fills_no_trail() {
        // when
        for (int tenant = 0; tenant < 1_000; tenant++) {
            refuse("tenant-" + tenant, "m.okafor", 2);
        }
        refuse("southwind", "j.doe", 1);
        refused.write();

        // then
        assertThat(written).hasSize(RefusedRequests.KINDS_OF_A_CALLER + 2);
        assertThat(written.stream().mapToInt(Written::times).sum()).isEqualTo(2_001);
        assertThat(written)
                .filteredOn(one -> one.tenant().equals(Trail.WHOLE_INSTALLATION))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.who().origin().subject()).isEqualTo("m.okafor");
                    assertThat(one.detail().values()).containsEntry("operation", "MANY");
                });
        assertThat(written).extracting(Written::tenant).contains("southwind");
    }

    @Test
    void callers_are_told_apart_again_after_a_quiet_minute() {
        // given
        for (int caller = 0; caller < 100; caller++) {
            refuse("northwind", "caller-" + caller, 1);
        }
        refused.write();
        written.clear();

        // when
        pass(Duration.ofMinutes(1));
        refused.write();
        refuse("northwind", "m.okafor", 1);
        refused.write();

        // then
        assertThat(written).hasSize(1);
        assertThat(written.get(0).who().origin().subject()).isEqualTo("m.okafor");
    }

    @Test
    void what_the_database_does_not_take_is_written_later() {
        // given
        databaseDown = true;
        refuse("northwind", "m.okafor", 3);
        refused.write();

        // when
        databaseDown = false;
        pass(Duration.ofMinutes(1));
        refused.write();

        // then
        assertThat(written).extracting(Written::times).containsExactly(3);
    }

    @Test
    void a_replica_that_is_stopped_writes_what_it_counted() {
        // given
        refuse("northwind", "m.okafor", 1);
        refused.write();
        refuse("northwind", "m.okafor", 41);

        // when
        refused.stop();

        // then
        assertThat(written).extracting(Written::times).containsExactly(1, 41);
    }

    private void refuse(String tenant, String subject, int times) {
        Who who = new Who(Who.Actor.CALLER, "auditor", Origin.of(subject, null, "10.0.0.7"));
        for (int i = 0; i < times; i++) {
            refused.add(tenant, who, "PUT:/api/v1/tenants/{tenant}/connection", 403);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void write(String tenant, Who who, Detail detail, int times) {
        if (databaseDown) {
            throw new IllegalStateException("down");
        }
        written.add(new Written(tenant, who, detail, times));
    }
}
