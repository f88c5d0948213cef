package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pass of 400 users, read from the simulator under a real budget, and settled in memory. */
@Timeout(60)
class PassReadingIT {

    private static final int USERS = 400;

    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final CoupaInstance coupa =
            simulator.instance("coupa", InstanceSpec.defaults().users(USERS).expenseLines(0));
    private final List<Long> ids = coupa.data().users().ids();
    private final List<Long> settled = new ArrayList<>();
    private ReadingBed bed;
    private Granted token;

    @BeforeEach
    void connect() throws Exception {
        coupa.client("client", "client-secret", Set.of("core.user.read"));
        String budget = TestPostgres.shared().freshDatabase();
        Flyway.configure()
                .dataSource(budget, null, null)
                .locations(RequestBudget.MIGRATIONS)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate();
        bed = new ReadingBed(Set.of(coupa.origin()), budget, Clock.systemUTC());
        Granted unsent =
                TestRuns.granted(coupa.origin().toString(), 1, Instant.now().plusSeconds(3_600));
        token = new Granted(unsent.baseUrl(), grant(), 1, 1, unsent.usableFrom(), unsent.expiresAt(), unsent.ceiling());
    }

    @AfterEach
    void close() {
        bed.close();
        simulator.close();
    }

    @Test
    void is_read_once_and_the_run_stands_behind_it() throws Exception {
        // given
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(active.position().pass()).isEqualTo(1);
        assertThat(active.goesOn()).isTrue();
    }

    @Test
    void goes_on_elsewhere_where_it_was_left_for_others() throws Exception {
        // given
        bed.othersWait = true;
        ActiveRun first = active(everything());

        // when
        read(first);

        // then
        assertThat(first.pause()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.Again.class));
        assertThat(settled).isNotEmpty().hasSizeLessThan(USERS);

        // when
        bed.othersWait = false;
        ActiveRun second = active(first.position());
        read(second);

        // then
        assertThat(settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(second.position().pass()).isEqualTo(1);
    }

    @Test
    void a_start_is_told_once_its_first_requests_are_on_their_way() throws Exception {
        // given
        ActiveRun active = active(everything());
        active.start(active.run(), active.session());

        // when
        read(active);

        // then
        assertThat(bed.journal.told).startsWith("started");
        assertThat(settled).hasSize(USERS);
    }

    @Test
    void waits_with_its_worker_handed_back_when_coupa_asks_for_a_long_silence() throws Exception {
        // given
        coupa.faults().always(Fault.throttled().retryAfter(Duration.ofMinutes(5)));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(bed.journal.told).contains("waits THROTTLED");
        assertThat(active.pause()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.At.class));
        assertThat(settled).isEmpty();
    }

    @Test
    void fails_with_what_coupa_refuses() throws Exception {
        // given
        coupa.faults().always(Fault.status(403));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(active.run().state()).isEqualTo(Run.State.FAILED);
        assertThat(bed.journal.told).contains("failed FORBIDDEN");
    }

    @Test
    void reads_on_behind_an_outage_that_is_short() throws Exception {
        // given
        coupa.faults().nth(3, Fault.status(500));
        ActiveRun active = active(everything());

        // when
        read(active);

        // then
        assertThat(settled).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(active.position().failures()).isZero();
    }

    private Position everything() {
        return Position.START.planned(List.of(new Range(0, ids.get(ids.size() - 1))));
    }

    private ActiveRun active(Position position) {
        return bed.active(TestRuns.running(RunMode.FULL, position), token);
    }

    private void read(ActiveRun active) throws InterruptedException {
        OpenPass open = bed.open(active);
        try {
            new PassReading(active, bed.control(active), this::settle, open).read();
        } finally {
            open.reader().close();
            active.session().close();
        }
    }

    private Run settle(Run run, List<EncodedPage> pages, Position reached, List<Seen> seen) {
        seen.forEach(page -> settled.addAll(page.rows()));
        Progress more = new Progress(pages.size(), 0, 0, 0, 0, 0, 0, 0, 0);
        return run.advanced(reached, run.progress().plus(more));
    }

    private Secret grant() throws Exception {
        String form = "grant_type=client_credentials&client_id=client&client_secret=client-secret&scope=core.user.read";
        HttpRequest request = HttpRequest.newBuilder(coupa.origin().resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        byte[] answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
        return Secret.of(new ObjectMapper().readTree(answer).get("access_token").asText());
    }
}
