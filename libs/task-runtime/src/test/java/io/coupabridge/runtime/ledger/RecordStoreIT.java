package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RecordStore.Found;
import io.coupabridge.runtime.ledger.RecordStore.Last;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RecordStoreIT extends RuntimeTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
    private static final Last NOTHING = new Last(0, false);

    @Inject
    RecordStore records;

    @Inject
    Database database;

    @BeforeEach
    void awaitTables() {
        awaitStart();
    }

    @Test
    void tells_what_was_published_before_of_what_changed() {
        // given
        records.remember(tenant, 1, List.of(record(7, "one", DAY), record(8, "two", DAY)));

        // when
        Last[] last = records.remember(
                tenant, 2, List.of(record(7, "one", DAY), record(8, "2", DAY), record(9, "three", DAY)));

        // then
        assertThat(last).containsExactly(null, new Last(1, false), NOTHING);
    }

    @Test
    void a_day_that_comes_goes_or_changes_is_remembered_and_no_change_of_the_record() {
        // given
        records.remember(tenant, 1, List.of(record(7, "one", null), record(8, "two", DAY), record(9, "three", DAY)));

        // when
        Last[] last = records.remember(
                tenant, 2, List.of(record(7, "one", DAY), record(8, "two", null), record(9, "three", DAY.plusDays(1))));

        // then
        assertThat(last).containsOnlyNulls();
        assertThat(database.query(
                        "select day from record where tenant = ? order by id",
                        row -> String.valueOf(row.getObject(1, LocalDate.class)),
                        tenant.value()))
                .containsExactly("2026-11-28", "null", "2026-11-29");
    }

    @Test
    void undoes_nothing_of_other_tenants_pages_and_records() {
        // given
        TenantId other = new TenantId("o-" + UUID.randomUUID());
        records.remember(other, 2, List.of(record(7, "one", DAY)));
        records.remember(tenant, 1, List.of(record(8, "two", DAY)));
        records.remember(tenant, 2, List.of(record(7, "one", DAY), record(9, "three", DAY)));

        // when
        records.undo(tenant, 2, List.of(7L, 8L));

        // then
        assertThat(records.remember(other, 3, List.of(record(7, "one", DAY)))).containsOnlyNulls();
        assertThat(records.remember(
                        tenant, 3, List.of(record(7, "one", DAY), record(8, "two", DAY), record(9, "three", DAY))))
                .containsExactly(NOTHING, null, null);
    }

    @Test
    void of_a_page_in_doubt_all_records_are_published_in_a_version_of_their_own() {
        // given
        records.remember(tenant, 1, List.of(record(7, "one", DAY), record(8, "two", DAY)));
        records.remember(tenant, 2, List.of(record(7, "1", DAY), record(9, "three", DAY)));

        // when
        records.doubt(tenant, 2);

        // then
        assertThat(records.remember(
                        tenant, 2, List.of(record(7, "1", DAY), record(8, "two", DAY), record(9, "three", DAY))))
                .containsExactly(new Last(2, false), null, new Last(1, false));
    }

    /** Plans are kept, so one that reads a table because it is small would be there when it is not. */
    @Test
    void reads_no_table_from_end_to_end_to_remember_some_records() {
        // given as many as pages that go together have
        Long[] ids = LongStream.rangeClosed(1, 800).boxed().toArray(Long[]::new);

        // when
        List<String> plan = database.query(
                "explain " + RecordStore.REMEMBER,
                row -> row.getString(1),
                ids,
                new byte[ids.length][1],
                ids,
                new Integer[ids.length],
                tenant.value(),
                tenant.value(),
                2,
                2,
                tenant.value(),
                2);

        // then
        assertThat(plan).anyMatch(line -> line.contains("Tid Scan on record"));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
    }

    private static Found record(long id, String content, LocalDate day) {
        return new Showing(id, content.getBytes(StandardCharsets.UTF_8), id, day);
    }

    private record Showing(long id, byte[] hash, long row, LocalDate day) implements Found {}
}
