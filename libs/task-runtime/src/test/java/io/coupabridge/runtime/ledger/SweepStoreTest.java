package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.configuration.RuntimeStarter;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SweepStoreTest extends RuntimeTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    @Inject
    SweepStore sweeps;

    @Inject
    RecordStore records;

    @Inject
    Database database;

    @Inject
    RuntimeStarter starter;

    @BeforeEach
    void awaitTables() {
        Awaitility.await().atMost(SOON).until(() -> starter.waitsFor().isEmpty());
    }

    @Test
    void what_is_not_bound_to_show_by_its_day_is_not_missing() {
        // given rows of their own, and one that is nested
        records.store(
                tenant,
                List.of(
                        known(7, 7, DAY.minusDays(1)),
                        known(8, 8, DAY),
                        known(9, 9, null),
                        known(70, 10, DAY.minusDays(1)),
                        known(71, 10, DAY)));

        // when
        sweeps.see(tenant, List.of(new Seen(0, 20, List.of(), List.of(), DAY)));

        // then
        assertThat(sweeps.toVerify(tenant, 10)).containsExactly(new Missing(8, 8), new Missing(71, 10));
    }

    @Test
    void a_range_begins_behind_its_first_id_and_ends_with_its_last() {
        // given
        LongStream.of(10, 11, 20, 21).forEach(id -> records.store(tenant, List.of(known(id, id, DAY))));

        // when
        sweeps.see(
                tenant,
                List.of(
                        new Seen(5, 9, List.of(), List.of(), null),
                        new Seen(10, 20, List.of(), List.of(), null),
                        new Seen(30, 40, List.of(), List.of(), null)));

        // then
        assertThat(sweeps.toVerify(tenant, 10)).extracting(Missing::id).containsExactly(11L, 20L);
    }

    /** Plans are kept, so one that reads a table because it is small would be there when it is not. */
    @Test
    void looks_at_the_ranges_that_were_read_and_at_nothing_else() {
        // given as many as pages that go together have
        Long[] ids = LongStream.rangeClosed(1, 800).boxed().toArray(Long[]::new);
        Long[] after = LongStream.range(0, 16).map(page -> 50 * page).boxed().toArray(Long[]::new);

        // when
        List<String> plan = database.query(
                "explain " + SweepStore.SEE,
                row -> row.getString(1),
                after,
                after,
                new Integer[after.length],
                tenant.value(),
                ids,
                ids,
                tenant.value(),
                ids);

        // then
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan).anyMatch(line -> line.contains("Index Cond") && line.contains("(id > "));
        assertThat(plan).anyMatch(line -> line.contains("Index Cond") && line.contains("(row_id > "));
    }

    private static Known known(long id, long row, LocalDate day) {
        return new Known(id, new byte[16], 1, false, row, day);
    }
}
