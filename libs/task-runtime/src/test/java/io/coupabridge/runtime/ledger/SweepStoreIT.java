package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.SweepStore.Missing;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.coupabridge.testing.TestPostgres;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SweepStoreIT extends RuntimeTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Inject
    SweepStore sweeps;

    @Inject
    RecordStore records;

    @Inject
    Database database;

    @BeforeEach
    void awaitTables() {
        awaitStart();
    }

    @Test
    void what_is_not_bound_to_show_by_its_day_is_not_missing() {
        // given rows of their own, and some that are nested
        records.store(
                tenant,
                List.of(
                        known(7, 7, DAY.minusDays(1)),
                        known(8, 8, DAY),
                        known(9, 9, null),
                        known(30, 30, DAY.minusDays(1)),
                        known(70, 10, DAY.minusDays(1)),
                        known(71, 10, DAY)));

        // when one of two ranges is bound to show everything
        sweeps.see(
                tenant,
                List.of(new Seen(0, 20, List.of(), List.of(), DAY), new Seen(20, 40, List.of(), List.of(), null)));

        // then
        assertThat(sweeps.toVerify(tenant, 10))
                .containsExactly(new Missing(8, 8), new Missing(71, 10), new Missing(30, 30));
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

    @Test
    void a_record_is_not_missing_whose_row_is_there_and_cannot_be_read() {
        // given a row of its own, and one that was nested in it
        records.store(tenant, List.of(known(7, 7, DAY), known(70, 7, DAY)));

        // when
        sweeps.see(tenant, List.of(new Seen(0, 20, List.of(7L), List.of(), null)));

        // then
        assertThat(sweeps.toVerify(tenant, 10)).extracting(Missing::id).containsExactly(70L);
    }

    @Test
    void says_nothing_of_other_tenants() {
        // given
        TenantId other = new TenantId(tenant + "-2");
        records.store(other, List.of(known(7, 7, DAY), known(70, 7, DAY)));

        // when
        sweeps.see(tenant, List.of(new Seen(0, 20, List.of(), List.of(), null)));

        // then
        assertThat(sweeps.missing(tenant).total()).isZero();
        assertThat(sweeps.missing(other).total()).isZero();
    }

    /** The plan that is kept for all parameters, for a table of which PostgreSQL knows that a tenant has many rows. */
    @Test
    void looks_at_the_ranges_that_were_read_and_at_nothing_else() {
        // given
        records.store(
                tenant,
                LongStream.rangeClosed(1, 2_000)
                        .boxed()
                        .flatMap(id -> Stream.of(known(id, id, DAY), known(10_000 + id, id, DAY)))
                        .toList());
        TestPostgres.execute(url, "vacuum analyze record");
        AtomicInteger place = new AtomicInteger();
        String numbered =
                Pattern.compile("\\?").matcher(SweepStore.SEE).replaceAll(any -> "\\$" + place.incrementAndGet());

        // when
        List<String> plan = database.inTransaction(() -> {
            database.update("set local plan_cache_mode = force_generic_plan");
            database.update("set local enable_seqscan = off");
            database.update(
                    "prepare see (bigint[], bigint[], integer[], text, bigint[], text, bigint[]) as " + numbered);
            List<String> lines = database.query(
                    "explain execute see (null, null, null, null, null, null, null)", row -> row.getString(1));
            database.update("deallocate see");
            return lines;
        });

        // then
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan).anyMatch(line -> line.contains("Index Cond") && line.contains("(id > "));
        assertThat(plan).anyMatch(line -> line.contains("Index Cond") && line.contains("(row_id > "));
        assertThat(plan).filteredOn(line -> line.contains("hashed SubPlan")).hasSize(2);
    }

    private static Known known(long id, long row, LocalDate day) {
        return new Known(id, new byte[16], 1, false, row, day);
    }
}
