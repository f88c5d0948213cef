package io.coupabridge.runtime.run;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.contracts.VerificationWanted;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.secrets.SecretProof;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what happens to runs; an event and the ledger's row become true together. Used by one thread. */
final class Outcomes {

    private static final Duration FOR_ANOTHER_REPLICA = Duration.ofSeconds(10);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(2);

    private final RunTools tools;
    private final PublicationStream stream;

    Outcomes(RunTools tools, PublicationStream stream) {
        this.tools = tools;
        this.stream = stream;
    }

    /** @param before what it waited for until now; may be null */
    Run started(Run run, Waiting before) {
        tools.log.started(run, before, now());
        // what an earlier full run missed says nothing about this one
        return publish(run, Type.STARTED, new Publication().sweep(SweepStore.Change.BEGIN));
    }

    Run completed(Run run, Receipt receipt, Mark mark) {
        return publish(run.completed(receipt, now()), Type.COMPLETED, new Publication().mark(mark));
    }

    Run failed(Run run, Failure failure) {
        return publish(run.failed(failure, now()), Type.FAILED, new Publication());
    }

    /**
     * Ends a run that was cancelled or whose deadline has passed.
     *
     * @return the run with its outcome; empty when it goes on
     */
    Optional<Run> endedFromOutside(Run run) {
        if (tools.runs.cancelAsked(run.commandId())) {
            return Optional.of(publish(run.cancelled(now()), Type.CANCELLED, new Publication()));
        }
        if (!now().isBefore(run.deadline())) {
            String waited = run.waiting() == null
                    ? ""
                    : " It was waiting: " + run.waiting().message();
            Failure late = new Failure(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The run was not done by its deadline " + run.deadline() + "." + waited,
                    true);
            return Optional.of(failed(run, late));
        }
        return Optional.empty();
    }

    /**
     * Tells that the run waits, unless that was told before in the same words and is not over yet.
     *
     * @param before what it waited for until now, without getting on meanwhile; may be null
     */
    NextStep waits(Run run, Waiting waiting, Waiting before) {
        Waiting told = run.waiting();
        boolean goesOn = before != null && before.reason() == waiting.reason() && before.since() != null;
        Waiting begun = waiting.begunAt(goesOn ? before.since() : now());
        boolean news = told == null
                || told.reason() != waiting.reason()
                || !told.message().equals(waiting.message())
                || told.until().isBefore(now());
        if (news) {
            publish(run.waits(begun), Type.WAITING, new Publication());
            tools.log.waits(run, begun, before);
        }
        return new NextStep.At(waiting.until());
    }

    /**
     * Leaves the run, at its place in line, to a replica that may send requests to its instance. The platform is told only
     * when none has taken it for a while. Whether there is one that is busy, nobody knows here.
     */
    NextStep handsBack(Run run, String why) {
        Waiting told = run.waiting();
        Instant now = now();
        String message = why + " No replica that allows it has taken the run yet; such replicas may be busy.";
        boolean goesOn = told != null
                && told.reason() == WaitReason.ADDRESS_NOT_ALLOWED
                && told.message().equals(message);
        if (!goesOn) {
            Waiting untold = new Waiting(WaitReason.ADDRESS_NOT_ALLOWED, now.plus(FOR_ANOTHER_REPLICA), message, now);
            Run left = run.waitsUntold(untold);
            stream.publish(() -> new Publication().run(left));
            return new NextStep.Elsewhere(untold.until());
        }
        if (!told.until().isBefore(now)) {
            return new NextStep.Elsewhere(told.until());
        }
        Instant until = now.plus(TOLD_AGAIN);
        waits(run, new Waiting(WaitReason.ADDRESS_NOT_ALLOWED, until, message), told);
        return new NextStep.Elsewhere(until);
    }

    /** The same for what the connection says, which token-service may be asked to look at again. */
    NextStep waits(Run run, Access.Wait wait, Waiting before) {
        if (!wait.forVerification()) {
            return waits(run, wait.waiting(), before);
        }
        Waiting begun = wait.waiting().begunAt(now());
        VerificationWanted wanted = new VerificationWanted(run.tenant(), tools.handler.task(), run.commandId(), now());
        publish(
                run.waits(begun),
                Type.WAITING,
                new Publication().message(tools.messages.verificationWanted(wanted, tools.tracing.at(run))));
        tools.log.waits(run, begun, before);
        return new NextStep.At(wait.waiting().until());
    }

    /** Asks token-service for another token, and waits for it. */
    NextStep rejects(Run run, Granted access, Waiting waiting) {
        publish(
                run.waits(waiting.begunAt(now())),
                Type.WAITING,
                new Publication().message(rejection(run, access, null)));
        return new NextStep.At(waiting.until());
    }

    /** Fails a run with what it learnt of its task, and tells token-service so. */
    Run failed(Run run, Failure failure, Granted access, Finding finding) {
        return publish(
                run.failed(failure, now()), Type.FAILED, new Publication().message(rejection(run, access, finding)));
    }

    private ProducerRecord<byte[], byte[]> rejection(Run run, Granted access, Finding finding) {
        TokenRejected rejected = new TokenRejected(
                run.tenant(),
                tools.handler.task(),
                access.tokenVersion(),
                access.connectionVersion(),
                run.commandId(),
                null,
                finding,
                now());
        TokenRejected proven = rejected.withProof(SecretProof.of(access.token(), rejected.statement()));
        return tools.messages.tokenRejected(proven, tools.tracing.at(run));
    }

    private Run publish(Run run, Type type, Publication publication) {
        TaskEvent event = run.event(tools.handler.task(), type, now());
        stream.publish(() -> publication.run(run).message(tools.messages.taskEvent(event, tools.tracing.at(run))));
        tools.metrics.event(event);
        if (type.terminal()) {
            tools.log.ended(run);
            tools.tracing.ended(run);
        }
        return run;
    }

    private Instant now() {
        return tools.clock.instant();
    }
}
