package io.coupabridge.token.erasure;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.schedule.Schedule;
import jakarta.inject.Singleton;
import java.time.Instant;

/** When each erasure goes on. */
@Singleton
class ErasureSchedule {

    /** Of one tenant; how far it is stands in the erasure's row. */
    static final TaskDescriptor<Void> WORK = TaskDescriptor.of("erase-tenant");

    private final Schedule schedule;

    ErasureSchedule(Schedule schedule) {
        this.schedule = schedule;
    }

    void at(Instant due, TenantId tenant) {
        schedule.at(due, WORK, tenant.value(), null, Schedule.IN_TIME);
    }
}
