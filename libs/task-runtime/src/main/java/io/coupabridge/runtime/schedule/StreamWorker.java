package io.coupabridge.runtime.schedule;

import io.coupabridge.contracts.TenantId;
import java.time.Duration;

/** Works one kind of publication stream. At most one execution of a tenant goes on at a time, on whatever replica. */
public interface StreamWorker {

    /** The name of the stream, and of its task in the scheduler. */
    String stream();

    /** Higher goes first when workers are scarce; 50 is usual. */
    default int priority() {
        return 50;
    }

    /** How far a stream that had nothing to do goes ahead of others in the line. */
    default Duration headStart() {
        return Duration.ZERO;
    }

    /** Does what is due, for a bounded time. An exception means: again, a little later. */
    NextStep work(TenantId tenant, StopSignal stop);
}
