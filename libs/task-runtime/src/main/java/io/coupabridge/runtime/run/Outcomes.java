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
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.secrets.SecretProof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what happens to runs; an event and the ledger's row become true together. Used by one thread. */
final class Outcomes implements RunJournal {

    private static final Duration FOR_ANOTHER_REPLICA = Duration.ofSeconds(10);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(2);

    private final TaskSetup setup;
    private final RunStore runs;
    private final Messages messages;
    private final Telemetry telemetry;
    private final PublicationStream stream;
    private final PagePublisher publisher;

    Outcomes(TaskSetup setup, RunLedger ledger, Messages messages, Telemetry telemetry, PublicationStream stream) {
        this.setup = setup;
        this.runs = ledger.runs;
        this.messages = messages;
        this.telemetry = telemetry;
        this.stream = stream;
        this.publisher = new PagePublisher(setup, ledger, messages, telemetry, stream);
    }

    @Override
    public void moved(Run run) {
        stream.publish(() -> new Publication().run(run));
    }

    @Override
    public Run settled(Run run, List<EncodedPage> pages, Position reached, List<SweepStore.Seen> seen) {
        return publisher.publish(run, pages, reached, seen);
    }

    /** Publishes the pages of these runs. */
    PagePublisher publisher() {
        return publisher;
    }

    @Override
    public Run started(Run run, Waiting before) {
        telemetry.log.started(run, before, now());
        // what an earlier full run missed says nothing about this one
        return publish(run, Type.STARTED, new Publication().sweep(SweepStore.Change.BEGIN));
    }

    @Override
    public Run completed(Run run, Receipt receipt, Mark mark) {
        return publish(run.completed(receipt, now()), Type.COMPLETED, new Publication().mark(mark));
    }

    @Override
    public Run failed(Run run, Failure failure) {
        return publish(run.failed(failure, now()), Type.FAILED, new Publication());
    }

    @Override
    public Optional<Run> endedFromOutside(Run run) {
        if (runs.cancelAsked(run.commandId())) {
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

    @Override
    public NextStep waits(Run run, Waiting waiting, Waiting before) {
        Waiting told = run.waiting();
        boolean goesOn = before != null && before.reason() == waiting.reason() && before.since() != null;
        Waiting begun = waiting.begunAt(goesOn ? before.since() : now());
        boolean news = told == null
                || told.reason() != waiting.reason()
                || !told.message().equals(waiting.message())
                || told.until().isBefore(now());
        if (news) {
            publish(run.waits(begun), Type.WAITING, new Publication());
            telemetry.log.waits(run, begun, before);
        }
        return new NextStep.At(waiting.until());
    }

    @Override
    public NextStep handsBack(Run run, String why) {
        Waiting told = run.waiting();
        Instant now = now();
        String message = why + " No replica that allows it has taken the run yet; such replicas may be busy.";
        boolean goesOn = told != null
                && told.reason() == WaitReason.ADDRESS_NOT_ALLOWED
                && told.message().equals(message);
        if (!goesOn) {
            Waiting untold = new Waiting(WaitReason.ADDRESS_NOT_ALLOWED, now.plus(FOR_ANOTHER_REPLICA), message, now);
            Run left = run.waitsUntold(untold);
            moved(left);
            return new NextStep.Elsewhere(untold.until());
        }
        if (!told.until().isBefore(now)) {
            return new NextStep.Elsewhere(told.until());
        }
        Instant until = now.plus(TOLD_AGAIN);
        waits(run, new Waiting(WaitReason.ADDRESS_NOT_ALLOWED, until, message), told);
        return new NextStep.Elsewhere(until);
    }

    @Override
    public NextStep waits(Run run, Access.Wait wait, Waiting before) {
        if (!wait.forVerification()) {
            return waits(run, wait.waiting(), before);
        }
        Waiting begun = wait.waiting().begunAt(now());
        VerificationWanted wanted = new VerificationWanted(run.tenant(), setup.task(), run.commandId(), now());
        publish(
                run.waits(begun),
                Type.WAITING,
                new Publication().message(messages.verificationWanted(wanted, telemetry.tracing.at(run))));
        telemetry.log.waits(run, begun, before);
        return new NextStep.At(wait.waiting().until());
    }

    @Override
    public NextStep rejects(Run run, Granted access, Waiting waiting) {
        publish(
                run.waits(waiting.begunAt(now())),
                Type.WAITING,
                new Publication().message(rejection(run, access, null)));
        return new NextStep.At(waiting.until());
    }

    @Override
    public Run failed(Run run, Failure failure, Granted access, Finding finding) {
        return publish(
                run.failed(failure, now()), Type.FAILED, new Publication().message(rejection(run, access, finding)));
    }

    private ProducerRecord<byte[], byte[]> rejection(Run run, Granted access, Finding finding) {
        TokenRejected rejected = new TokenRejected(
                run.tenant(),
                setup.task(),
                access.tokenVersion(),
                access.connectionVersion(),
                run.commandId(),
                null,
                finding,
                now());
        TokenRejected proven = rejected.withProof(SecretProof.of(access.token(), rejected.statement()));
        return messages.tokenRejected(proven, telemetry.tracing.at(run));
    }

    private Run publish(Run run, Type type, Publication publication) {
        TaskEvent event = run.event(setup.task(), type, now());
        stream.publish(() -> publication.run(run).message(messages.taskEvent(event, telemetry.tracing.at(run))));
        telemetry.metrics.event(event);
        if (type.terminal()) {
            telemetry.log.ended(run);
            telemetry.tracing.ended(run);
        }
        return run;
    }

    private Instant now() {
        return setup.now();
    }
}
