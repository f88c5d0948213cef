package io.coupabridge.token.start;

import io.coupabridge.token.schedule.Schedule;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Migrates the databases and then starts the scheduled work. When a database is down it goes on trying in the background,
 * so that the service starts in any order with what it needs, and readiness says what it waits for.
 */
@Singleton
public class DatabaseStart {

    private static final Logger LOG = Logger.getLogger(DatabaseStart.class);
    private static final long RETRY_SECONDS = 2;

    private final Flyway own;
    private final Flyway budget;
    private final Schedule schedule;
    private volatile Thread retrying;
    private volatile String waitingFor = "the start of the service";

    DatabaseStart(Flyway own, @FlywayDataSource("budget") Flyway budget, Schedule schedule) {
        this.own = own;
        this.budget = budget;
        this.schedule = schedule;
    }

    /** What the start waits for; null when it is over. */
    public String waitingFor() {
        return waitingFor;
    }

    void start(@Observes StartupEvent event) {
        if (!started()) {
            retrying = new Thread(this::retry, "database-start");
            retrying.setDaemon(true);
            retrying.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        Thread thread = retrying;
        if (thread != null) {
            thread.interrupt();
        }
        // while the databases are still there
        schedule.stop();
    }

    private void retry() {
        try {
            do {
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
            } while (!started());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean started() {
        if (!migrated("its own database", own) || !migrated("the request budget's database", budget)) {
            return false;
        }
        schedule.start();
        waitingFor = null;
        return true;
    }

    private boolean migrated(String name, Flyway flyway) {
        try {
            flyway.migrate();
            return true;
        } catch (RuntimeException e) {
            waitingFor = "the migration of " + name;
            LOG.warnf("Waiting for %s: %s", name, firstLine(e));
            return false;
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
