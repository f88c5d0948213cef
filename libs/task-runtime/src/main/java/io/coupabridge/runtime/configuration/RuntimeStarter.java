package io.coupabridge.runtime.configuration;

import io.coupabridge.runtime.command.CommandConsumer;
import io.coupabridge.runtime.connection.Projection;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.coupabridge.secrets.Sealer;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Starts the runtime behind the running HTTP server, so that health can say what the start waits for: the database is
 * migrated, the topics are checked, then the projection, the workers and the intake of commands begin. Tries for ever.
 */
@ApplicationScoped
public class RuntimeStarter {

    private static final Logger LOG = Logger.getLogger(RuntimeStarter.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final StartRules rules;
    private final RuntimeConfig config;
    private final Sealer sealer;
    private final Flyway ledger;
    private final Flyway budget;
    private final KafkaClients kafka;
    private final Projection projection;
    private final TenantScheduler scheduler;
    private final CommandConsumer commands;
    private final RunStore runs;
    private final TaskHandler handler;
    private final Clock clock;
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "starter");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String waitsFor = "the start";

    RuntimeStarter(
            StartRules rules,
            RuntimeConfig config,
            Sealer sealer,
            Flyway ledger,
            @FlywayDataSource("budget") Flyway budget,
            KafkaClients kafka,
            Projection projection,
            TenantScheduler scheduler,
            CommandConsumer commands,
            RunStore runs,
            TaskHandler handler,
            Clock clock) {
        this.rules = rules;
        this.config = config;
        this.sealer = sealer;
        this.ledger = ledger;
        this.budget = budget;
        this.kafka = kafka;
        this.projection = projection;
        this.scheduler = scheduler;
        this.commands = commands;
        this.runs = runs;
        this.handler = handler;
        this.clock = clock;
    }

    /** What the start waits for, or what hinders the intake of commands, in words; empty when the service works. */
    public String waitsFor() {
        if (waitsFor.isEmpty() && !projection.caughtUp()) {
            return "the topics of connections and tokens to be read";
        }
        return waitsFor.isEmpty() ? commands.trouble() : waitsFor;
    }

    void start(@Observes StartupEvent event) {
        rules.check();
        LOG.debugf("Tokens open with %s.", sealer);
        background.execute(this::startWhenPossible);
        background.scheduleWithFixedDelay(this::forgetOldRuns, 1, 60, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event) {
        background.shutdownNow();
        commands.stop();
        projection.stop();
        scheduler.stop();
    }

    private void startWhenPossible() {
        try {
            step("the ledger database", () -> ledger.migrate());
            step("the request budget's database", () -> budget.migrate());
            step("Kafka and its topics", this::checkTopics);
            step("the projection of connections and tokens", projection::start);
            step("the scheduler", scheduler::start);
            step("the intake of commands", commands::start);
            waitsFor = "";
            LOG.infof(
                    "Working %s with %d workers.",
                    handler.task(), config.worker().count());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(String what, Runnable attempt) throws InterruptedException {
        while (true) {
            try {
                waitsFor = waitsFor.startsWith(what) ? waitsFor : what;
                attempt.run();
                return;
            } catch (RuntimeException e) {
                String told = what + ": " + e.getMessage();
                if (!told.equals(waitsFor)) {
                    LOG.warnf("The start waits for %s", told);
                }
                waitsFor = told;
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            }
        }
    }

    private void checkTopics() {
        TopicCheck check = new TopicCheck(handler.task());
        check.check(kafka.partitions(check.names()));
    }

    private void forgetOldRuns() {
        try {
            int forgotten =
                    runs.forgetFinishedBefore(clock.instant().minus(config.run().remembered()));
            LOG.debugf("Forgot %d finished runs.", forgotten);
        } catch (RuntimeException e) {
            LOG.debug("Old runs are forgotten another time.", e);
        }
    }
}
