package io.coupabridge.runtime.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunLogTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private final Run run = Run.received(
            UUID.randomUUID(),
            new TenantId("northwind"),
            RunMode.FULL,
            null,
            null,
            "a test",
            NOW,
            NOW.plusSeconds(3_600),
            false,
            null,
            TraceParent.fresh());
    private final RunLog log = new RunLog(ApplicationRoster.TASK.quarantineTopic());
    private final Logger logger = Logger.getLogger(RunLog.class.getName());
    private final PatternFormatter formatter = new PatternFormatter("%s");
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void a_run_that_fails_is_one_line_with_its_tenant_its_id_and_its_code() {
        // given
        Run failed = run.advanced(Position.START, aside(2))
                .failed(new Failure(ErrorCode.SCOPE_MISSING, "Add the scope.", false), NOW);

        // when
        log.ended(failed);

        // then
        assertThat(lines)
                .containsExactly(
                        "Run " + run.commandId() + " of tenant northwind failed with SCOPE_MISSING: Add the scope."
                                + " 2 records are in coupa.roster.users.quarantine.");
    }

    @Test
    void a_run_that_puts_records_aside_is_one_line_and_one_that_ends_well_is_none() {
        // when
        log.ended(run.completed(null, NOW));
        log.ended(run.advanced(Position.START, aside(3)).completed(null, NOW));

        // then
        assertThat(lines)
                .containsExactly("Run " + run.commandId()
                        + " of tenant northwind ended as COMPLETED. 3 records are in coupa.roster.users.quarantine.");
    }

    @Test
    void a_cancel_that_finds_nothing_to_cancel_is_no_line() {
        // given
        Run cancel = Run.cancel(
                UUID.randomUUID(),
                run.tenant(),
                run.commandId(),
                "a test",
                NOW,
                NOW.plusSeconds(3_600),
                null,
                TraceParent.fresh());

        // when
        log.ended(cancel.failed(new Failure(ErrorCode.NOTHING_TO_CANCEL, "It has ended.", false), NOW));

        // then
        assertThat(lines).isEmpty();
    }

    @Test
    void a_wait_is_one_line_once_it_is_longer_than_a_minute_however_often_it_is_prolonged() {
        // given
        Waiting first = waiting(60);
        Waiting second = waiting(180);

        // when
        log.waits(run, first, null);
        assertThat(lines).isEmpty();
        log.waits(run, second, first);
        log.waits(run, waiting(300), second);

        // then
        assertThat(lines)
                .containsExactly("Run " + run.commandId()
                        + " of tenant northwind waits for longer than a minute with TOKEN_PENDING: No token.");
    }

    @Test
    void a_run_that_waited_in_line_for_longer_than_a_minute_says_so_when_it_starts() {
        // given
        Waiting behind = new Waiting(WaitReason.BEHIND_ANOTHER_COMMAND, run.deadline(), "Another is first.", NOW);

        // when
        log.started(run, behind, NOW.plus(Duration.ofSeconds(30)));
        log.started(run, null, NOW.plus(Duration.ofSeconds(90)));
        assertThat(lines).isEmpty();
        log.started(run, behind, NOW.plus(Duration.ofSeconds(90)));

        // then
        assertThat(lines)
                .containsExactly("Run " + run.commandId()
                        + " of tenant northwind waited with BEHIND_ANOTHER_COMMAND until 2026-11-24T08:01:30Z.");
    }

    private static Waiting waiting(int untilSecond) {
        return new Waiting(WaitReason.TOKEN_PENDING, NOW.plusSeconds(untilSecond), "No token.", NOW);
    }

    private static Progress aside(long records) {
        return new Progress(1, 1, records, 0, 0, 0, 0, records, 0);
    }
}
