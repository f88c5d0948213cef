package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.schedule.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what was told of a run in words, and the ids of what was settled: all of it was put aside. */
final class RecordedJournal implements RunJournal {

    final List<String> told = new ArrayList<>();
    Optional<Run> fromOutside = Optional.empty();
    final List<Long> settled = new ArrayList<>();
    Finding finding;
    Mark mark;

    @Override
    public void moved(Run run) {
        told.add("moved");
    }

    @Override
    public Run settled(Run run, List<EncodedPage> pages, Position reached, List<SweepStore.Seen> seen) {
        pages.forEach(page -> settled.addAll(page.ids()));
        long rows = pages.stream().mapToLong(EncodedPage::size).sum();
        return run.advanced(reached, run.progress().plus(new Progress(pages.size(), 0, rows, 0, 0, 0, 0, rows, 0)));
    }

    @Override
    public Run started(Run run, Waiting before) {
        told.add("started");
        return run;
    }

    @Override
    public Run completed(Run run, Receipt receipt, Mark mark) {
        told.add("completed");
        this.mark = mark;
        return run.completed(receipt, TestRuns.NOW);
    }

    @Override
    public Run failed(Run run, Failure failure) {
        told.add("failed " + failure.code());
        return run.failed(failure, TestRuns.NOW);
    }

    @Override
    public Run failed(Run run, Failure failure, Granted access, Finding found) {
        finding = found;
        return failed(run, failure);
    }

    @Override
    public Optional<Run> endedFromOutside(Run run) {
        return fromOutside;
    }

    @Override
    public NextStep waits(Run run, Waiting waiting, Waiting before) {
        told.add("waits " + waiting.reason());
        return new NextStep.At(waiting.until());
    }

    @Override
    public NextStep waits(Run run, Access.Wait wait, Waiting before) {
        return waits(run, wait.waiting(), before);
    }

    @Override
    public NextStep rejects(Run run, Granted access, Waiting waiting) {
        told.add("rejects " + access.tokenVersion());
        return new NextStep.At(waiting.until());
    }

    @Override
    public NextStep handsBack(Run run, String why) {
        told.add("hands back");
        return new NextStep.Elsewhere(TestRuns.NOW);
    }
}
