package io.coupabridge.runtime.start;

import io.coupabridge.edge.database.Databases;
import io.coupabridge.edge.kafka.TopicCheck;
import io.coupabridge.edge.start.BackgroundStart;
import io.coupabridge.edge.start.BackgroundStart.Step;
import io.coupabridge.edge.start.ServiceStart;
import io.coupabridge.runtime.command.CommandConsumer;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.connection.Projection;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Starts the runtime behind the running HTTP server, so that health can say what the start waits for: the database is
 * migrated, the topics are checked, then the projection, the workers and the intake of commands begin. Tries for ever.
 */
@ApplicationScoped
public class RuntimeStarter implements ServiceStart {

    private static final Logger LOG = Logger.getLogger(RuntimeStarter.class);

    private final RuntimeConfig config;
    private final Projection projection;
    private final TenantScheduler scheduler;
    private final CommandConsumer commands;
    private final RunStore runs;
    private final TaskHandler handler;
    private final Clock clock;
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "old-runs");
        thread.setDaemon(true);
        return thread;
    });
    private final BackgroundStart steps;

    RuntimeStarter(
            RuntimeConfig config,
            Databases databases,
            TopicCheck topics,
            Projection projection,
            TenantScheduler scheduler,
            CommandConsumer commands,
            RunStore runs,
            TaskHandler handler,
            Clock clock) {
        this.config = config;
        this.projection = projection;
        this.scheduler = scheduler;
        this.commands = commands;
        this.runs = runs;
        this.handler = handler;
        this.clock = clock;
        this.steps = new BackgroundStart(
                new Step("the roles in the databases", databases::checkRoles),
                new Step("the ledger database", databases::migrateOwn),
                new Step("the request budget's database", databases::migrateBudget, databases.migrateOnly()),
                new Step("Kafka and its topics", topics::check),
                new Step("the projection of connections and tokens", projection::start),
                new Step("the scheduler", scheduler::start),
                new Step("the intake of commands", this::takeCommands));
    }

    /** What the start waits for, or what hinders the intake of commands, in words; empty when the service works. */
    @Override
    public String waitsFor() {
        String waitsFor = steps.waitsFor();
        if (waitsFor.isEmpty() && !projection.caughtUp()) {
            return "the topics of connections and tokens to be read";
        }
        return waitsFor.isEmpty() ? commands.trouble() : waitsFor;
    }

    void start(@Observes StartupEvent event) {
        steps.begin();
        background.scheduleWithFixedDelay(this::forgetOldRuns, 1, 60, TimeUnit.MINUTES);
    }

    /**
     * The first thing when the process is told to stop: others go on with its runs, while it still answers who calls.
     * Commands of its partitions are taken until it leaves the group.
     */
    void handBack(@Observes ShutdownDelayInitiatedEvent event) {
        steps.stop();
        background.shutdownNow();
        scheduler.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        steps.stop();
        background.shutdownNow();
        commands.stop();
        projection.stop();
        scheduler.stop();
    }

    private void takeCommands() {
        commands.start();
        LOG.infof("Working %s with %d workers.", handler.task(), config.worker().count());
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
