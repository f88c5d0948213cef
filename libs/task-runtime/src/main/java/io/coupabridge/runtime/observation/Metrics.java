package io.coupabridge.runtime.observation;

import io.coupabridge.budget.BudgetException;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.edge.budget.BudgetMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What operators watch. No metric names a tenant: with thousands of them that would be the metrics' end. Thread-safe. */
@ApplicationScoped
public class Metrics {

    private static final String PREFIX = "coupabridge.";

    private final MeterRegistry registry;
    private final BudgetMetrics budget;
    private final AtomicInteger neededLanes = new AtomicInteger();
    private final AtomicInteger wantedLanes = new AtomicInteger();
    private final AtomicInteger openLanes = new AtomicInteger();

    public Metrics(MeterRegistry registry, BudgetMetrics budget) {
        this.registry = registry;
        this.budget = budget;
        lanes("needed", "Lanes that the ceilings of runs here and the time of their pages need", neededLanes);
        lanes(
                "wanted",
                "Lanes that runs here want: those that are needed, up to the most that a run may have",
                wantedLanes);
        lanes("open", "Lanes that have a page under way or being mapped", openLanes);
    }

    /** So that the first of a kind is an increase. */
    void countFromZero(@Observes StartupEvent event) {
        List.of("new", "changed", "unchanged", "removed", "quarantined").forEach(this::records);
        List.of(false, true).forEach(this::commands);
        List.of(Type.ACCEPTED, Type.STARTED, Type.PROGRESSED, Type.COMPLETED, Type.CANCELLED)
                .forEach(type -> events(type, ""));
        for (WaitReason reason : WaitReason.values()) {
            events(Type.WAITING, reason.name());
        }
        for (ErrorCode code : ErrorCode.values()) {
            events(Type.FAILED, code.name());
        }
        slotsMissed();
        slicesEnded();
    }

    private void lanes(String state, String description, AtomicInteger lanes) {
        Gauge.builder(PREFIX + "lanes", lanes, AtomicInteger::get)
                .tag("state", state)
                .description(description)
                .register(registry);
    }

    /** A command was taken into the ledger, or was there already. */
    public void command(boolean fresh) {
        commands(!fresh).increment();
    }

    private Counter commands(boolean duplicate) {
        return registry.counter(PREFIX + "commands", "duplicate", Boolean.toString(duplicate));
    }

    /** A run's event. Answers to cancels are not counted, since a refused one would look like a run that failed. */
    public void event(TaskEvent event) {
        if (event.cancels() != null) {
            return;
        }
        String detail = event.failure() != null
                ? event.failure().code().name()
                : event.waiting() != null ? event.waiting().reason().name() : "";
        events(event.type(), detail).increment();
    }

    private Counter events(Type type, String detail) {
        return registry.counter(PREFIX + "task.events", "type", type.name(), "detail", detail);
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

    /** How long a page waited from when it came to when it began to be settled: for others, and to be mapped. */
    public void pageWait(Duration wait) {
        registry.timer(PREFIX + "page.wait").record(wait);
    }

    /** A request to Coupa was answered, well or badly. */
    public void request(String outcome, Duration latency) {
        registry.timer(PREFIX + "coupa.requests", "outcome", outcome).record(latency);
    }

    /** A slot of the request budget was over before a request could use it. */
    public void slotMissed() {
        slotsMissed().increment();
    }

    private Counter slotsMissed() {
        return registry.counter(PREFIX + "budget.slots.missed");
    }

    /** How long a request waits for its slot to open: one of a lane from when it was granted, another from when it was asked for. */
    public void slotWait(Duration wait) {
        budget.waited(wait);
    }

    /** The request budget gave no slot. */
    public void slotRefused(BudgetException refusal) {
        budget.refused(refusal);
    }

    /**
     * A run is to send nothing for so long, with or without giving its worker back. One that is woken early meets what is
     * left as another pause.
     */
    public void pause(WaitReason reason, Duration pause) {
        registry.timer(PREFIX + "run.pauses", "reason", reason.name()).record(pause);
    }

    /** The lanes of a run ask for no slot for so long. @param reason {@code BUSY}: none is left; {@code MISSED}: one was */
    public void slotPause(String reason, Duration pause) {
        registry.timer(PREFIX + "budget.pauses", "reason", reason).record(pause);
    }

    /** A run gave its worker back since its slice was over and others wait. */
    public void sliceEnded() {
        slicesEnded().increment();
    }

    private Counter slicesEnded() {
        return registry.counter(PREFIX + "slices.ended");
    }

    /** Shows from now on how many Coupa hosts are asked for smaller pages than usual. */
    public void hostsWithSmallPages(Supplier<Number> hosts) {
        Gauge.builder(PREFIX + "page.size.reduced", hosts)
                .description("Coupa hosts that are asked for smaller pages than usual")
                .register(registry);
    }

    /** The lanes of one pass of one run, to be kept up to date and closed. */
    public Lanes lanes() {
        return new Lanes();
    }

    /** What one run adds to the number of lanes. Used by one thread. */
    public final class Lanes implements AutoCloseable {

        private int needed;
        private int wanted;
        private int open;

        public void now(int neededNow, int wantedNow, int openNow) {
            neededLanes.addAndGet(neededNow - needed);
            wantedLanes.addAndGet(wantedNow - wanted);
            openLanes.addAndGet(openNow - open);
            needed = neededNow;
            wanted = wantedNow;
            open = openNow;
        }

        @Override
        public void close() {
            now(0, 0, 0);
        }
    }

    private void count(String change, long records) {
        if (records > 0) {
            records(change).increment(records);
        }
    }

    private Counter records(String change) {
        return registry.counter(PREFIX + "records", "change", change);
    }
}
