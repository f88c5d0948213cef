package io.coupabridge.token.mint;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.schedule.Schedule;
import jakarta.inject.Singleton;
import java.time.Instant;

/** When each published token is due for renewal. */
@Singleton
public class Renewals {

    /** The work of renewing one token; what is due, and whether it still is, stands in the token's row. */
    public static final TaskDescriptor<Void> WORK = TaskDescriptor.of("renew-token");

    private final Schedule schedule;

    Renewals(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Must run in the transaction that sets the token's renewal time. */
    void at(Instant due, TenantId tenant, Task task) {
        schedule.at(due, WORK, instanceId(tenant, task), null, Schedule.IN_TIME);
    }

    static String instanceId(TenantId tenant, Task task) {
        return tenant.value() + "/" + task.name();
    }

    /** The tenant of a unit of this work. */
    public static TenantId tenant(String instanceId) {
        return new TenantId(instanceId.substring(0, instanceId.indexOf('/')));
    }

    /** The task of a unit of this work. */
    public static Task task(String instanceId) {
        return Task.of(instanceId.substring(instanceId.indexOf('/') + 1));
    }
}
