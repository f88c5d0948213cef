package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import java.time.Instant;
import java.util.UUID;

/**
 * A command and what became of it: one row of the ledger. Each change that the platform is told of counts the sequence
 * up; {@link #event} gives the event that goes with it. Immutable.
 *
 * @param cancels of a cancel, which has a row for its answer alone; not part of a pending page, which the version before reads
 * @param trace where all that comes of it belongs; not part of a pending page either
 */
@JsonIgnoreProperties({"cancels", "trace"})
public record Run(
        UUID commandId,
        TenantId tenant,
        State state,
        RunMode modeAsked,
        Instant askedFrom,
        Instant askedTo,
        String requestedBy,
        Instant receivedAt,
        Instant deadline,
        boolean cancelAsked,
        boolean acceptRemovals,
        long sequence,
        RunMode mode,
        Instant windowFrom,
        Instant windowTo,
        Instant startedAt,
        Instant finishedAt,
        Position position,
        Progress progress,
        Waiting waiting,
        Receipt receipt,
        Failure failure,
        UUID cancels,
        TraceParent trace) {

    /** Where a command stands. */
    public enum State {
        /** In the ledger; its first event is not published yet. */
        RECEIVED,
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    /** A command as it comes in; {@code refusal} is why it will fail without being worked, or null. */
    public static Run received(
            UUID commandId,
            TenantId tenant,
            RunMode modeAsked,
            Instant askedFrom,
            Instant askedTo,
            String requestedBy,
            Instant receivedAt,
            Instant deadline,
            boolean acceptRemovals,
            Failure refusal,
            TraceParent trace) {
        return new Run(
                commandId,
                tenant,
                State.RECEIVED,
                modeAsked,
                askedFrom,
                askedTo,
                requestedBy,
                receivedAt,
                deadline,
                false,
                acceptRemovals,
                0,
                null,
                null,
                null,
                null,
                null,
                Position.START,
                Progress.NONE,
                null,
                null,
                refusal,
                null,
                trace);
    }

    /**
     * A cancel as it comes in; {@code refusal} is why it cancels nothing, or null. It is marked as cancelled itself, so that a
     * version of this service that takes it for a run works nothing.
     */
    public static Run cancel(
            UUID commandId,
            TenantId tenant,
            UUID cancels,
            String requestedBy,
            Instant receivedAt,
            Instant deadline,
            Failure refusal,
            TraceParent trace) {
        return new Run(
                commandId,
                tenant,
                State.RECEIVED,
                RunMode.AUTO,
                null,
                null,
                requestedBy,
                receivedAt,
                deadline,
                true,
                false,
                0,
                null,
                null,
                null,
                null,
                null,
                Position.START,
                Progress.NONE,
                null,
                null,
                refusal,
                cancels,
                trace);
    }

    public boolean finished() {
        return finishedAt != null;
    }

    public Run accepted() {
        return with(State.QUEUED, sequence + 1, position, progress, null, null, null, null);
    }

    /** @param from null in the tenant's first run */
    public Run started(RunMode resolved, Instant from, Instant to, Instant at, Position start) {
        return new Run(
                commandId,
                tenant,
                State.RUNNING,
                modeAsked,
                askedFrom,
                askedTo,
                requestedBy,
                receivedAt,
                deadline,
                cancelAsked,
                acceptRemovals,
                sequence + 1,
                resolved,
                from,
                to,
                at,
                null,
                start,
                progress,
                null,
                null,
                null,
                cancels,
                trace);
    }

    /** A page is settled; nobody is told. */
    public Run advanced(Position reached, Progress so) {
        return with(state, sequence, reached, so, null, null, null, null);
    }

    /** Nothing but the counts changes. */
    public Run counted(Progress so) {
        return with(state, sequence, position, so, waiting, null, null, null);
    }

    public Run progressed() {
        return with(state, sequence + 1, position, progress, null, null, null, null);
    }

    public Run waits(Waiting reason) {
        return with(state, sequence + 1, position, progress, reason, null, null, null);
    }

    /** It waits, and nobody is told. */
    public Run waitsUntold(Waiting reason) {
        return with(state, sequence, position, progress, reason, null, null, null);
    }

    public Run completed(Receipt given, Instant at) {
        return with(State.COMPLETED, sequence + 1, position, progress, null, given, null, at);
    }

    public Run failed(Failure reason, Instant at) {
        return with(State.FAILED, sequence + 1, position, progress, null, null, reason, at);
    }

    public Run cancelled(Instant at) {
        return with(State.CANCELLED, sequence + 1, position, progress, null, null, null, at);
    }

    /** The event that tells of this state. */
    public TaskEvent event(Task task, TaskEvent.Type type, Instant at) {
        boolean showsProgress = mode != null && type != TaskEvent.Type.STARTED;
        return new TaskEvent(
                type,
                commandId,
                tenant,
                task,
                sequence,
                at,
                mode,
                showsProgress ? progress : null,
                waiting,
                receipt,
                failure,
                cancels);
    }

    private Run with(
            State next,
            long count,
            Position reached,
            Progress so,
            Waiting waits,
            Receipt given,
            Failure reason,
            Instant finished) {
        return new Run(
                commandId,
                tenant,
                next,
                modeAsked,
                askedFrom,
                askedTo,
                requestedBy,
                receivedAt,
                deadline,
                cancelAsked,
                acceptRemovals,
                count,
                mode,
                windowFrom,
                windowTo,
                startedAt,
                finished,
                reached,
                so,
                waits,
                given,
                reason,
                cancels,
                trace);
    }
}
