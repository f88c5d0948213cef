package io.coupabridge.runtime.observation;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What operators watch. No metric names a tenant: with thousands of them that would be the metrics' end. Thread-safe. */
@ApplicationScoped
public class Metrics {

    private static final String PREFIX = "coupabridge.";

    private final MeterRegistry registry;

    Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A command was taken into the ledger, or was there already. */
    public void command(boolean fresh) {
        registry.counter(PREFIX + "commands", "duplicate", Boolean.toString(!fresh))
                .increment();
    }

    public void event(TaskEvent event) {
        String detail = event.failure() != null
                ? event.failure().code().name()
                : event.waiting() != null ? event.waiting().reason().name() : "";
        registry.counter(PREFIX + "task.events", "type", event.type().name(), "detail", detail)
                .increment();
    }

    /** A page was settled. */
    public void page(Progress before, Progress after, Duration publishing) {
        count("new", after.recordsNew() - before.recordsNew());
        count("changed", after.recordsChanged() - before.recordsChanged());
        count("unchanged", after.recordsUnchanged() - before.recordsUnchanged());
        count("removed", after.recordsRemoved() - before.recordsRemoved());
        count("quarantined", after.recordsQuarantined() - before.recordsQuarantined());
        registry.timer(PREFIX + "page.publishing").record(publishing);
    }

    /** A request to Coupa was answered, well or badly. */
    public void request(String outcome, Duration latency) {
        registry.timer(PREFIX + "coupa.requests", "outcome", outcome).record(latency);
    }

    /** A slot of the request budget was over before a request could use it. */
    public void slotMissed() {
        registry.counter(PREFIX + "budget.slots.missed").increment();
    }

    private void count(String change, long records) {
        if (records > 0) {
            registry.counter(PREFIX + "records", "change", change).increment(records);
        }
    }
}
