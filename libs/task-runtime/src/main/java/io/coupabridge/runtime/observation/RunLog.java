package io.coupabridge.runtime.observation;

import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** One line for each run that an operator may have to look at: it fails, waits for long, or puts records aside. */
@ApplicationScoped
public class RunLog {

    private static final Logger LOG = Logger.getLogger(RunLog.class);
    private static final Duration LONG = Duration.ofMinutes(1);

    /** How long these take is known at their end. */
    private static final Set<WaitReason> QUEUED =
            EnumSet.of(WaitReason.BEHIND_ANOTHER_COMMAND, WaitReason.WORKER_PENDING);

    private final Topic quarantine;

    @Inject
    public RunLog(TaskHandler handler) {
        this(handler.task().quarantineTopic());
    }

    RunLog(Topic quarantine) {
        this.quarantine = quarantine;
    }

    /** A run has its outcome. The answer to a cancel is no line: it says nothing about a run. */
    public void ended(Run run) {
        if (run.cancels() == null) {
            // also of one that is not being worked
            LogContext.of(run, () -> tellEnd(run));
        }
    }

    private Run tellEnd(Run run) {
        long aside = run.progress().recordsQuarantined();
        String putAside = aside == 0 ? "" : " " + aside + " records are in " + quarantine + ".";
        if (run.failure() != null) {
            LOG.warnf(
                    "Run %s of tenant %s failed with %s: %s%s",
                    run.commandId(),
                    run.tenant(),
                    run.failure().code(),
                    run.failure().message(),
                    putAside);
        } else if (aside > 0) {
            LOG.warnf("Run %s of tenant %s ended as %s.%s", run.commandId(), run.tenant(), run.state(), putAside);
        }
        return run;
    }

    /**
     * A run waits.
     *
     * @param waiting with the instant at which it began
     * @param before what it waited for until now, as far as it is the same wait; may be null
     */
    public void waits(Run run, Waiting waiting, Waiting before) {
        boolean told = before != null && before.reason() == waiting.reason() && isLong(before);
        if (isLong(waiting) && !told) {
            LOG.warnf(
                    "Run %s of tenant %s waits for longer than a minute with %s: %s",
                    run.commandId(), run.tenant(), waiting.reason(), waiting.message());
        }
    }

    /** A run has started. @param before what it waited for until now; may be null */
    public void started(Run run, Waiting before, Instant now) {
        boolean queued = before != null && QUEUED.contains(before.reason());
        if (queued && isLong(before.since(), now)) {
            LOG.warnf(
                    "Run %s of tenant %s waited with %s until %s.",
                    run.commandId(), run.tenant(), before.reason(), now);
        }
    }

    private static boolean isLong(Waiting waiting) {
        return waiting.since() != null && isLong(waiting.since(), waiting.until());
    }

    private static boolean isLong(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(LONG) > 0;
    }
}
