package io.coupabridge.runtime.command;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.command.CommandParser.Parsed;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.Tracing;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.TenantScheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Takes commands into the ledger. What is in the ledger has exactly one outcome, whatever happens next (promise 1). */
@ApplicationScoped
public class CommandIntake {

    private static final Logger LOG = Logger.getLogger(CommandIntake.class);
    private static final int LONGEST_QUEUE = 10;

    private final CommandParser parser;
    private final Database database;
    private final RunStore runs;
    private final TenantScheduler scheduler;
    private final Metrics metrics;
    private final Tracing tracing;
    private final Clock clock;

    CommandIntake(
            RuntimeConfig config,
            TaskHandler handler,
            Database database,
            RunStore runs,
            TenantScheduler scheduler,
            Metrics metrics,
            Tracing tracing,
            Clock clock) {
        this.parser = new CommandParser(handler.task(), config.run().deadline());
        this.database = database;
        this.runs = runs;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.tracing = tracing;
        this.clock = clock;
    }

    /**
     * What a message would be if it were taken now.
     *
     * @param known whether its command is in the ledger already
     */
    public record Preview(UUID commandId, TenantId tenant, boolean known) {}

    /**
     * Looks at a message without taking it.
     *
     * @throws UnreadableMessageException when it is a dead letter
     */
    public Preview preview(byte[] key, byte[] value) {
        Parsed command = parser.parse(key, value, clock.instant());
        return new Preview(
                command.commandId(),
                command.tenant(),
                runs.find(command.commandId()).isPresent());
    }

    /**
     * When this returns, the command is in the ledger or was there before.
     *
     * @param traceparent the header of that name, good or bad; may be null
     * @throws UnreadableMessageException when it is a dead letter
     * @throws io.coupabridge.runtime.ledger.LedgerException when the database failed; take the command again
     */
    public void take(byte[] key, byte[] value, String traceparent) {
        Parsed command = parser.parse(key, value, clock.instant());
        tracing.command(command.tenant(), command.commandId(), traceparent, trace -> {
            take(command, trace);
            return null;
        });
    }

    private void take(Parsed command, TraceParent trace) {
        if (command.kind() == Kind.CANCEL && command.invalid().isEmpty()) {
            cancel(command, trace);
            return;
        }
        boolean fresh = database.inTransaction(() -> {
            boolean inserted = runs.insert(run(command, trace));
            if (inserted) {
                scheduler.ask(command.tenant(), Streams.INBOX);
            }
            return inserted;
        });
        metrics.command(fresh);
        if (fresh) {
            scheduler.nudge(command.tenant(), Streams.INBOX);
        } else {
            LOG.infof("Command %s came again and is ignored.", command.commandId());
        }
    }

    private Run run(Parsed command, TraceParent trace) {
        return Run.received(
                command.commandId(),
                command.tenant(),
                command.mode(),
                command.from(),
                command.to(),
                command.requestedBy(),
                clock.instant(),
                command.deadline(),
                command.acceptRemovals(),
                refusal(command),
                trace);
    }

    private Failure refusal(Parsed command) {
        if (command.invalid().isPresent()) {
            return new Failure(
                    ErrorCode.INVALID_COMMAND,
                    "The command is invalid: " + command.invalid().get(),
                    false);
        }
        if (runs.waiting(command.tenant()) >= LONGEST_QUEUE) {
            return new Failure(
                    ErrorCode.QUEUE_FULL,
                    "More than " + LONGEST_QUEUE
                            + " commands wait for this tenant and task. Send it again when some are done.",
                    true);
        }
        return null;
    }

    /** A cancel is in the ledger like any command, for its answer, and so that it counts once. */
    private void cancel(Parsed command, TraceParent trace) {
        TenantId tenant = command.tenant();
        boolean open = named(command).filter(run -> !run.finished()).isPresent();
        boolean fresh = runs.find(command.commandId()).isEmpty()
                && database.inTransaction(() -> {
                    // the streams' rows before the run's, as publishing takes them: they would deadlock else
                    scheduler.ask(tenant, Streams.INBOX);
                    if (open) {
                        scheduler.ask(tenant, Streams.RUNS);
                    }
                    boolean asked = open && runs.askToCancel(command.cancels(), tenant);
                    return runs.insert(Run.cancel(
                            command.commandId(),
                            tenant,
                            command.cancels(),
                            command.requestedBy(),
                            clock.instant(),
                            command.deadline(),
                            asked ? null : nothingToCancel(command),
                            trace));
                });
        metrics.command(fresh);
        if (!fresh) {
            LOG.infof("Command %s came again and is ignored.", command.commandId());
            return;
        }
        scheduler.nudge(tenant, Streams.INBOX);
        if (open) {
            scheduler.nudge(tenant, Streams.RUNS);
        }
    }

    private Optional<Run> named(Parsed command) {
        return runs.find(command.cancels()).filter(run -> run.tenant().equals(command.tenant()));
    }

    /** Another tenant's command is as unknown as one that is not there. */
    private Failure nothingToCancel(Parsed command) {
        String why = named(command)
                .map(run -> "Command " + run.commandId() + " has its outcome already: " + run.state() + ".")
                .orElse("This tenant and task has no command " + command.cancels() + ".");
        return new Failure(ErrorCode.NOTHING_TO_CANCEL, why, false);
    }
}
