package io.coupabridge.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LeftToOthersTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final TenantId NORTHWIND = new TenantId("northwind");
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final LeftToOthers left = new LeftToOthers(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_stream_that_is_left_to_others_is_not_picked() {
        // when
        left.leave("runs", NORTHWIND, NOW.plusSeconds(10));
        left.leave("runs", CONTOSO, NOW.plusSeconds(10));

        // then
        assertThat(left.supportsSingleStatementLockAndFetch()).isFalse();
        assertThat(left.createGenericSelectForUpdateQuery("scheduled_tasks", 3, "", true))
                .contains(
                        " and (task_name, task_instance) not in (('runs', 'contoso'), ('runs', 'northwind')) ORDER BY");
    }

    @Test
    void a_stream_is_picked_again_when_its_time_is_over_or_somebody_asks_for_it() {
        // when
        left.leave("runs", NORTHWIND, NOW);
        left.leave("runs", CONTOSO, NOW.plusSeconds(10));
        left.takeAgain("runs", CONTOSO);

        // then
        assertThat(left.condition()).isEmpty();
        assertThat(left.supportsSingleStatementLockAndFetch()).isTrue();
    }
}
