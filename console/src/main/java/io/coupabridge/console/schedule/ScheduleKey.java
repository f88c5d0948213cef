package io.coupabridge.console.schedule;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.UUID;

/** What has a schedule: a task of a tenant. */
public record ScheduleKey(TenantId tenant, Task task) {

    /** A constant of this program. Another one would send again what was sent. */
    private static final UUID NAMESPACE = UUID.fromString("5f7cbb1c-93d0-4f5e-9c19-2d2f0c1a7d7e");

    /** The id of the command that is due then: the same in every replica and at every try. */
    UUID commandId(Instant due) {
        return NameUuid.of(NAMESPACE, this + "/" + due);
    }

    /** Where within each interval this one is due, in seconds: as good as random, and always the same. */
    long phase(long intervalSeconds) {
        return Math.floorMod(NameUuid.of(NAMESPACE, toString()).getMostSignificantBits(), intervalSeconds);
    }

    @Override
    public String toString() {
        return tenant + "/" + task;
    }
}
