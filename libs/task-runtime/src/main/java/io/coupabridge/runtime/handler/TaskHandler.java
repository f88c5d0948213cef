package io.coupabridge.runtime.handler;

import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a service adds to the runtime: which resources of Coupa a task reads, and how a record is mapped. Everything else
 * (commands, tokens, budget, paging, change detection, publishing, outcomes) is the runtime's.
 *
 * <p>A service has exactly one handler, as an application-scoped bean. Thread-safe.
 */
public interface TaskHandler {

    Task task();

    /**
     * The resources to read, one after the other. The same scope always gives the same passes in the same order; those over a
     * full run's {@link RunScope#changes()} come behind all others.
     */
    List<Pass> passes(RunScope scope);

    /**
     * Sentences for the receipt of a completed run.
     *
     * @param observations what the mapper observed (see {@link MappedPage#observations()}), at most three of them
     */
    default List<String> warnings(RunScope scope, Progress progress, Set<String> observations) {
        return List.of();
    }

    /** What is published when a record is gone: its id, and nothing else. */
    DiscoveredRecord removed(TenantId tenant, long recordId);

    /** Where a full run that started then begins, for its receipt; null when it reads everything. */
    default Instant fullWindowFrom(Instant startedAt) {
        return null;
    }
}
