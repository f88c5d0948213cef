package io.coupabridge.console.start;

import io.coupabridge.console.projection.Projections;
import io.coupabridge.edge.database.Databases;
import io.coupabridge.edge.kafka.TopicCheck;
import io.coupabridge.edge.start.BackgroundStart;
import io.coupabridge.edge.start.BackgroundStart.Step;
import io.coupabridge.edge.start.ServiceStart;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/**
 * Migrates the database and then begins to follow the topics, in the background while one of them is down. Tries for ever.
 */
@Singleton
class ConsoleStart implements ServiceStart {

    private final Projections projections;
    private final ConsoleWork work;
    private final BackgroundStart steps;

    ConsoleStart(Databases databases, TopicCheck topics, Projections projections, ConsoleWork work) {
        this.projections = projections;
        this.work = work;
        Stream<Step> before = Stream.of(
                new Step("the roles in the database", databases::checkRoles),
                new Step("the migration of its database", databases::migrateOwn, databases.migrateOnly()),
                new Step("Kafka and its topics", topics::check),
                new Step("the following of topics", projections::start));
        this.steps =
                new BackgroundStart(Stream.concat(before, work.steps().stream()).toArray(Step[]::new));
    }

    @Override
    public String waitsFor() {
        String waitsFor = steps.waitsFor();
        return waitsFor.isEmpty() && !projections.caughtUp()
                ? "the topics of connections and task events to be read"
                : waitsFor;
    }

    void start(@Observes StartupEvent event) {
        steps.begin();
    }

    /** The first thing when the process is told to stop: others go on with its work, while it still answers who calls. */
    void handBack(@Observes ShutdownDelayInitiatedEvent event) {
        steps.stop();
        work.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        steps.stop();
        projections.stop();
    }
}
