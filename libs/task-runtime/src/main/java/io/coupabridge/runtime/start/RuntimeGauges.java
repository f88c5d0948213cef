package io.coupabridge.runtime.start;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.budget.RequestBudget.Hosts;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.edge.health.RegularLook;
import io.coupabridge.runtime.command.CommandConsumer;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.ledger.Run.State;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.RunStore.OpenRuns;
import io.coupabridge.runtime.publication.StreamStore;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.DueStreams;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * What the databases know, as metrics: looked up every few seconds and not at each scrape. Every replica shows the same
 * of it; workers, commands' lag and producers are its own.
 * While a database is down its gauges are not a number, or not there.
 */
@Singleton
class RuntimeGauges {

    private static final Logger LOG = Logger.getLogger(RuntimeGauges.class);

    private final RunStore runs;
    private final TenantScheduler scheduler;
    private final StreamStore store;
    private final RequestBudget budget;
    private final MeterRegistry metrics;
    private final MultiGauge openRuns;
    private final RegularLook looks = new RegularLook("gauges", Duration.ofSeconds(5), this::look);
    private volatile DueStreams due;
    private volatile Long halted;
    private volatile Hosts hosts;
    private volatile List<OpenRuns> open;

    RuntimeGauges(
            RunStore runs,
            TenantScheduler scheduler,
            StreamStore store,
            RequestBudget budget,
            Streams streams,
            CommandConsumer commands,
            RuntimeConfig config,
            MeterRegistry metrics) {
        this.runs = runs;
        this.scheduler = scheduler;
        this.store = store;
        this.budget = budget;
        this.metrics = metrics;
        this.openRuns = MultiGauge.builder("coupabridge.runs.open")
                .description("Runs without an outcome, by their state and what they wait for")
                .register(metrics);
        seconds(
                "runs.open.age",
                "How long the oldest run without an outcome has been there",
                () -> most(OpenRuns::age));
        seconds(
                "runs.overdue",
                "How long ago the deadline of a run without an outcome passed",
                () -> most(OpenRuns::overdue));
        gauge("workers", "Workers of this replica", () -> config.worker().count());
        gauge("workers.busy", "Workers of this replica that work a stream", scheduler::busyWorkers);
        gauge("commands.lag", "Commands on the partitions of this replica that are not taken yet", commands::lag);
        gauge("producers.idle", "Transactional producers that no stream has at the moment", streams::idleProducers);
        gauge("streams.due", "Streams of tenants that wait for a worker", () -> of(due, DueStreams::streams));
        seconds(
                "streams.due.age",
                "How long the first of these streams has waited",
                () -> of(due, seen -> seen.oldestWait().toMillis() / 1000.0));
        gauge("streams.halted", "Streams of tenants that stand still until an operator re-bases them", () -> halted);
        gauge("budget.hosts.blocked", "Coupa hosts that asked for silence", () -> of(hosts, Hosts::blocked));
        gauge("budget.hosts.lowered", "Coupa hosts whose rate is under the ceiling", () -> of(hosts, Hosts::lowered));
        gauge("budget.rate.lowest", "The least share of a ceiling that is used", () -> of(hosts, Hosts::lowestRate));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        // Micrometer shows NaN for null: what was not read
        Gauge.builder("coupabridge." + name, value).description(description).register(metrics);
    }

    private void seconds(String name, String description, Supplier<Number> value) {
        Gauge.builder("coupabridge." + name, value)
                .description(description)
                .baseUnit("seconds")
                .register(metrics);
    }

    /** Of all runs without an outcome; 0 when there is none. */
    private Number most(ToDoubleFunction<OpenRuns> figure) {
        return of(
                open,
                runs -> Math.max(0, runs.stream().mapToDouble(figure).max().orElse(0)));
    }

    private static <T> Number of(T seen, Function<T, Number> figure) {
        return seen == null ? null : figure.apply(seen);
    }

    void start(@Observes StartupEvent event) {
        // not at once: the service has better things to do while it starts, and its tables may not be there yet
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }

    private void look() {
        due = read(scheduler::dueStreams);
        halted = read(store::countHalted);
        hosts = read(budget::hosts);
        List<OpenRuns> now = read(runs::countOpen);
        open = now;
        openRuns.register(now == null ? List.of() : rows(now), true);
    }

    /** One for each state and reason: 0 where no run is alike, so that nothing is missing from a dashboard. */
    private static List<MultiGauge.Row<?>> rows(List<OpenRuns> open) {
        Map<Tags, Long> runs = new HashMap<>();
        for (State state : List.of(State.RECEIVED, State.QUEUED, State.RUNNING)) {
            runs.put(tags(state.name(), ""), 0L);
            for (WaitReason reason : WaitReason.values()) {
                runs.put(tags(state.name(), reason.name()), 0L);
            }
        }
        open.forEach(alike -> runs.put(tags(alike.state(), alike.waitsFor()), alike.runs()));
        return runs.entrySet().stream()
                .<MultiGauge.Row<?>>map(alike -> MultiGauge.Row.of(alike.getKey(), alike.getValue()))
                .toList();
    }

    private static Tags tags(String state, String waitsFor) {
        return Tags.of("state", state, "waits_for", waitsFor);
    }

    private static <T> T read(Supplier<T> query) {
        try {
            return query.get();
        } catch (RuntimeException e) {
            LOG.debug("The gauges could not be read.", e);
            return null;
        }
    }
}
