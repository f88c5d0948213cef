package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Outside;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private static final Instant COUPAS_CLOCK = TestRuns.NOW.plusSeconds(1);
    private static final Instant LAST = TestRuns.NOW.minus(Duration.ofDays(1));
    private static final Position READ = Position.START.readFrom(COUPAS_CLOCK);
    private static final Optional<Mark> BEFORE = Optional.of(new Mark(LAST, LAST));

    private Instant fullFrom;

    private final TaskHandler handler = new TaskHandler() {
        @Override
        public Task task() {
            return ApplicationRoster.TASK;
        }

        @Override
        public List<Pass> passes(RunScope scope) {
            return List.of();
        }

        @Override
        public List<String> warnings(RunScope scope, Progress progress, Set<String> observations) {
            return List.copyOf(observations);
        }

        @Override
        public DiscoveredRecord removed(TenantId tenant, long recordId) {
            return DiscoveredUser.removed(tenant, recordId);
        }

        @Override
        public Instant fullWindowFrom(Instant startedAt) {
            return fullFrom;
        }
    };

    @Test
    void the_next_increment_goes_on_where_this_one_was_read_to() {
        // given
        Run run = TestRuns.running(RunMode.INCREMENTAL, READ);

        // when
        Completion completion = completion(run);

        // then
        assertThat(completion.mark()).isEqualTo(new Mark(COUPAS_CLOCK, null));
        assertThat(completion.receipt())
                .extracting(Receipt::windowFrom, Receipt::windowTo, Receipt::watermark)
                .containsExactly(run.windowFrom(), run.windowTo(), COUPAS_CLOCK);
    }

    @Test
    void a_window_moves_nothing() {
        // when
        Completion completion = completion(TestRuns.running(RunMode.WINDOW, READ));

        // then
        assertThat(completion.mark()).isNull();
        assertThat(completion.receipt().watermark()).isEqualTo(LAST);
    }

    @Test
    void a_full_run_that_read_what_changed_moves_the_watermark_to_the_end_of_its_window() {
        // given
        Run run = TestRuns.running(RunMode.FULL, READ);

        // when
        Completion completion = completion(run);

        // then
        assertThat(completion.mark()).isEqualTo(new Mark(run.windowTo(), run.startedAt()));
    }

    @Test
    void a_full_run_without_changes_leaves_the_watermark_where_it_was() {
        // given
        Run first = TestRuns.queued(RunMode.FULL).started(RunMode.FULL, null, TestRuns.NOW, TestRuns.NOW, READ);

        // when
        Completion again = completion(first);
        Completion ofTheFirst = Completion.of(first, handler, Optional.empty());

        // then
        assertThat(again.mark().watermark()).isEqualTo(LAST);
        assertThat(ofTheFirst.mark().watermark()).isEqualTo(COUPAS_CLOCK);
    }

    @Test
    void the_receipt_of_a_full_run_that_reads_everything_has_no_window() {
        // when
        Receipt receipt = completion(TestRuns.running(RunMode.FULL, READ)).receipt();

        // then
        assertThat(receipt.windowFrom()).isNull();
        assertThat(receipt.windowTo()).isNull();
    }

    @Test
    void warns_of_what_was_observed_was_not_asked_for_and_cannot_be_named() {
        // given
        Outside gaveUp = Outside.begun(Progress.NONE).gaveUp("Not all were asked for.", Progress.NONE);
        Position position =
                READ.observed(Set.of("An observation.")).askedOutside(gaveUp).metUnnamed(3);

        // when
        List<String> warnings =
                completion(TestRuns.running(RunMode.FULL, position)).receipt().warnings();

        // then
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).isEqualTo("An observation.");
        assertThat(warnings.get(1)).isEqualTo("Not all were asked for.");
        assertThat(warnings.get(2)).contains("3 times in all", "reported no record as removed");
    }

    private Completion completion(Run run) {
        return Completion.of(run, handler, BEFORE);
    }
}
