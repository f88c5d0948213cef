package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleKeyTest {

    private static final Instant DUE = Instant.parse("2026-12-01T10:00:00Z");

    /** Another constant would send again what was sent before an update. */
    @Test
    void the_id_of_a_due_command_never_changes() {
        // when
        UUID id = new ScheduleKey(new TenantId("northwind"), ApplicationRoster.TASK).commandId(DUE);

        // then
        assertThat(id).isEqualTo(UUID.fromString("80f0c7f2-7ad8-517a-ac7c-586d5caed82a"));
    }

    @Test
    void tenant_task_and_due_time_make_the_id() {
        // given
        TenantId northwind = new TenantId("northwind");

        // when
        Set<UUID> ids = Stream.of(
                        new ScheduleKey(northwind, ApplicationRoster.TASK).commandId(DUE),
                        new ScheduleKey(northwind, ApplicationRoster.TASK).commandId(DUE),
                        new ScheduleKey(northwind, ApplicationRoster.TASK).commandId(DUE.plusMillis(1)),
                        new ScheduleKey(northwind, ExpenseDiscovery.TASK).commandId(DUE),
                        new ScheduleKey(new TenantId("contoso"), ApplicationRoster.TASK).commandId(DUE))
                .collect(Collectors.toSet());

        // then
        assertThat(ids).hasSize(4);
    }
}
