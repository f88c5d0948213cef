package io.coupabridge.token.start;

import io.coupabridge.edge.database.Databases;
import io.coupabridge.edge.start.BackgroundStart;
import io.coupabridge.edge.start.BackgroundStart.Step;
import io.coupabridge.edge.start.ServiceStart;
import io.coupabridge.token.rejection.RejectionConsumer;
import io.coupabridge.token.rotation.NeededKeys;
import io.coupabridge.token.schedule.Schedule;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Migrates the databases and then starts the intake of rejections and the scheduled work, in the background while a
 * database is down or a keyset file lacks keys.
 */
@Singleton
class DatabaseStart implements ServiceStart {

    private final Schedule schedule;
    private final BackgroundStart steps;

    DatabaseStart(Databases databases, NeededKeys keys, RejectionConsumer rejections, Schedule schedule) {
        this.schedule = schedule;
        this.steps = new BackgroundStart(
                new Step("the roles in the databases", databases::checkRoles),
                new Step("the migration of its own database", databases::migrateOwn),
                new Step(
                        "the migration of the request budget's database",
                        databases::migrateBudget,
                        databases.migrateOnly()),
                // with older tables, each would seem to be a fault in the record
                new Step("the intake of rejections", rejections::start),
                new Step("the keys of the stored client secrets", keys::requireThere),
                new Step("the scheduled work", schedule::start));
    }

    @Override
    public String waitsFor() {
        return steps.waitsFor();
    }

    void start(@Observes StartupEvent event) {
        steps.beginHere();
    }

    /** The first thing when the process is told to stop: others go on with its work, while it still answers who calls. */
    void handBack(@Observes ShutdownDelayInitiatedEvent event) {
        steps.stop();
        schedule.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        steps.stop();
        // while the databases are still there
        schedule.stop();
    }
}
