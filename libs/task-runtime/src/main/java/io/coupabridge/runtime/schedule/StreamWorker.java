package io.coupabridge.runtime.schedule;

import io.coupabridge.contracts.TenantId;

/** Works one kind of publication stream. At most one execution of a tenant goes on at a time, on whatever replica. */
public interface StreamWorker {

    /** The name of the stream, and of its task in the scheduler. */
    String stream();

    /** Higher goes first when workers are scarce; 50 is usual. */
    default int priority() {
        return 50;
    }

    /** Does what is due, for a bounded time. An exception means: again, a little later. */
    NextStep work(TenantId tenant, StopSignal stop);
}
