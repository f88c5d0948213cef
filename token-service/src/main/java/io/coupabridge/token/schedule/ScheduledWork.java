package io.coupabridge.token.schedule;

import com.github.kagkarlsson.scheduler.task.Task;

/** A kind of work that {@link Schedule} does when it is due. */
public interface ScheduledWork {

    /** The same object at every call. */
    Task<?> task();
}
