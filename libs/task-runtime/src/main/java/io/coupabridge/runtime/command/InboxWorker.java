package io.coupabridge.runtime.command;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.RunLog;
import io.coupabridge.runtime.observation.Tracing;
import io.coupabridge.runtime.publication.Publication;
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
    private static final String BEHIND = "Another command of this tenant and task is worked first.";
    private static final String NO_WORKER = "All workers are busy, and others wait for one as well.";

    private final Streams streams;
    private final RunStore runs;
    private final Messages messages;
    private final TenantScheduler scheduler;
    private final TaskHandler handler;
    private final Metrics metrics;
    private final RunLog log;
    private final Tracing tracing;
    private final Clock clock;

    InboxWorker(
            Streams streams,
            RunStore runs,
            Messages messages,
            TenantScheduler scheduler,
            TaskHandler handler,
            Metrics metrics,
            RunLog log,
            Tracing tracing,
            Clock clock) {
        this.streams = streams;
        this.runs = runs;
        this.messages = messages;
        this.scheduler = scheduler;
        this.handler = handler;
        this.metrics = metrics;
        this.log = log;
        this.tracing = tracing;
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
            List<Run> open = runs.open(tenant);
            List<Run> received = open.stream()
                    .filter(run -> run.state() == Run.State.RECEIVED)
                    .toList();
            if (!received.isEmpty()) {
                boolean behind = received.size() < open.size();
                Instant since = received.get(0).receivedAt();
                boolean inLine = !behind && scheduler.standsInLine(Streams.RUNS, since);
                stream.publish(() -> answer(received, behind, inLine));
                stream.settle();
                waitsSince = since;
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

    /**
     * @param behind whether another command goes before the first
     * @param inLine whether the first waits for a worker
     */
    private Publication answer(List<Run> received, boolean behind, boolean inLine) {
        Instant now = clock.instant();
        Publication publication = new Publication();
        boolean behindAnother = behind;
        for (Run run : received) {
            if (run.failure() != null) {
                answer(publication, run.failed(run.failure(), now), Type.FAILED, now);
            } else if (run.cancels() != null) {
                answer(publication, run.cancelled(now), Type.CANCELLED, now);
            } else {
                Run accepted = run.accepted();
                answer(publication, accepted, Type.ACCEPTED, now);
                if (behindAnother || inLine) {
                    Waiting why = behindAnother
                            ? new Waiting(WaitReason.BEHIND_ANOTHER_COMMAND, run.deadline(), BEHIND, now)
                            : new Waiting(WaitReason.WORKER_PENDING, run.deadline(), NO_WORKER, now);
                    answer(publication, accepted.waits(why), Type.WAITING, now);
                }
                behindAnother = true;
            }
        }
        return publication;
    }

    private void answer(Publication publication, Run answered, Type type, Instant now) {
        TaskEvent event = answered.event(handler.task(), type, now);
        publication.run(answered).message(messages.taskEvent(event, answered.trace()));
        metrics.event(event);
        if (answered.finished()) {
            log.ended(answered);
            tracing.ended(answered);
        }
    }
}
