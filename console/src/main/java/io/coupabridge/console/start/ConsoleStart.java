package io.coupabridge.console.start;

import io.coupabridge.console.projection.Projections;
import io.coupabridge.edge.database.Databases;
import io.coupabridge.edge.health.KafkaReadiness;
import io.coupabridge.edge.kafka.TopicCheck;
import io.coupabridge.edge.start.BackgroundStart;
import io.coupabridge.edge.start.BackgroundStart.Step;
import io.coupabridge.edge.start.ServiceStart;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.Readiness;

/**
 * Migrates the database and then begins to follow the topics, in the background while one of them is down. Tries for ever.
 * Without Kafka pages show what is in the database, so readiness does not wait for it.
 */
@Singleton
@Named("start")
public class ConsoleStart implements ServiceStart {

    private final Projections projections;
    private final ConsoleWork work;
    private final KafkaReadiness kafka;
    private final BackgroundStart onDatabase;
    private final BackgroundStart onKafka;

    ConsoleStart(
            Databases databases,
            TopicCheck topics,
            Projections projections,
            ConsoleWork work,
            @Readiness KafkaReadiness kafka) {
        this.projections = projections;
        this.work = work;
        this.kafka = kafka;
        this.onKafka = new BackgroundStart(steps(
                work.onKafka().stream(),
                new Step("Kafka and its topics", topics::check),
                new Step("the following of topics", projections::start)));
        this.onDatabase = new BackgroundStart(steps(
                Stream.concat(work.onDatabase().stream(), Stream.of(new Step("the rest", onKafka::begin))),
                new Step("the roles in the database", databases::checkRoles),
                new Step("the migration of its database", databases::migrateOwn, databases.migrateOnly())));
    }

    private static Step[] steps(Stream<Step> then, Step... first) {
        return Stream.concat(Stream.of(first), then).toArray(Step[]::new);
    }

    @Override
    public String waitsFor() {
        return onDatabase.waitsFor();
    }

    /** Why pages may show what was long ago, in a sentence; empty when they do not. */
    public String behind() {
        if (!onKafka.waitsFor().isEmpty() || !kafka.takesWrites()) {
            return "Kafka is not available. Pages show what was known before, and commands cannot be sent.";
        }
        return projections.caughtUp() ? "" : "The console still reads what has happened. Pages may lack the latest.";
    }

    void start(@Observes StartupEvent event) {
        onDatabase.begin();
    }

    /** The first thing when the process is told to stop: others go on with its work, while it still answers who calls. */
    void handBack(@Observes ShutdownDelayInitiatedEvent event) {
        stopSteps();
        work.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stopSteps();
        projections.stop();
    }

    private void stopSteps() {
        onDatabase.stop();
        onKafka.stop();
    }
}
