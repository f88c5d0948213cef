package io.coupabridge.runtime.ledger;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.UUID;

/**
 * A command and what became of it: one row of the ledger. Each change that the platform is told of counts the sequence
 * up; {@link #event} gives the event that goes with it. Immutable.
 */
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
        Failure failure) {

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
            Failure refusal) {
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
                refusal);
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
                null);
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
                failure);
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
                reason);
    }
}
