package io.coupabridge.runtime.command;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.PublicationStream;
import io.coupabridge.runtime.publication.StreamHaltedException;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.runtime.schedule.StopSignal;
import io.coupabridge.runtime.schedule.StreamWorker;
import io.coupabridge.runtime.schedule.TenantScheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells that commands were accepted or refused, once each, and hands the accepted ones to the runs' stream. */
@ApplicationScoped
public class InboxWorker implements StreamWorker {

    private static final Logger LOG = Logger.getLogger(InboxWorker.class);

    private final Streams streams;
    private final RunStore runs;
    private final Messages messages;
    private final TenantScheduler scheduler;
    private final TaskHandler handler;
    private final Metrics metrics;
    private final Clock clock;

    InboxWorker(
            Streams streams,
            RunStore runs,
            Messages messages,
            TenantScheduler scheduler,
            TaskHandler handler,
            Metrics metrics,
            Clock clock) {
        this.streams = streams;
        this.runs = runs;
        this.messages = messages;
        this.scheduler = scheduler;
        this.handler = handler;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public String stream() {
        return Streams.INBOX;
    }

    /** Short work that people wait for goes ahead of slices of long runs. */
    @Override
    public int priority() {
        return 90;
    }

    @Override
    public NextStep work(TenantId tenant, StopSignal stop) {
        Instant waitsSince = clock.instant();
        try (PublicationStream stream = streams.open(tenant, Streams.INBOX)) {
            List<Run> received = runs.open(tenant).stream()
                    .filter(run -> run.state() == Run.State.RECEIVED)
                    .toList();
            if (!received.isEmpty()) {
                stream.publish(() -> answer(received));
                stream.settle();
                waitsSince = received.get(0).receivedAt();
            }
            scheduler.ask(tenant, Streams.RUNS);
        } catch (StreamHaltedException e) {
            LOG.error(e.getMessage());
            return new NextStep.Idle();
        }
        // a run that was worked meanwhile stands behind it
        scheduler.nudge(tenant, Streams.RUNS, waitsSince);
        return new NextStep.Idle();
    }

    private Publication answer(List<Run> received) {
        Instant now = clock.instant();
        Publication publication = new Publication();
        for (Run run : received) {
            Run answered = run.failure() == null ? run.accepted() : run.failed(run.failure(), now);
            Type type = answered.finished() ? Type.FAILED : Type.ACCEPTED;
            TaskEvent event = answered.event(handler.task(), type, now);
            publication.run(answered).message(messages.taskEvent(event));
            metrics.event(event);
        }
        return publication;
    }
}
