package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RecordStore.Found;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.RecordStore.Last;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
        publish(record(7, "one", DAY), record(8, "two", DAY));

        // when
        List<Optional<Last>> last = publish(record(7, "one", DAY), record(8, "2", DAY), record(9, "three", DAY));

        // then
        assertThat(last).containsExactly(Optional.empty(), Optional.of(new Last(1, false)), Optional.of(NOTHING));
    }

    @Test
    void a_day_that_comes_goes_or_changes_is_remembered_and_no_change_of_the_record() {
        // given
        publish(record(7, "one", null), record(8, "two", DAY), record(9, "three", DAY));

        // when
        List<Optional<Last>> last =
                publish(record(7, "one", DAY), record(8, "two", null), record(9, "three", DAY.plusDays(1)));

        // then
        assertThat(last).containsOnly(Optional.empty());
        assertThat(database.query(
                        "select day from record where tenant = ? order by id",
                        row -> String.valueOf(row.getObject(1, LocalDate.class)),
                        tenant.value()))
                .containsExactly("2026-11-28", "null", "2026-11-29");
    }

    @Test
    void knows_nothing_of_other_tenants_records() {
        // given
        records.store(new TenantId("o-" + UUID.randomUUID()), List.of(new Known(7, bytes("one"), 1, false, 7, DAY)));

        // when
        List<Optional<Last>> last = publish(record(7, "one", DAY));

        // then
        assertThat(last).containsExactly(Optional.of(NOTHING));
    }

    @Test
    void records_behind_an_erasure_begin_behind_the_versions_before_it() {
        // given
        database.update("insert into erasure (tenant, versions) values (?, 12)", tenant.value());

        // when
        List<Optional<Last>> last = publish(record(7, "one", DAY));

        // then
        assertThat(last).containsExactly(Optional.of(new Last(12, true)));
        assertThat(publish(record(7, "1", DAY))).containsExactly(Optional.of(new Last(13, false)));
    }

    @Test
    void undoes_nothing_of_other_tenants_pages_and_records() {
        // given
        TenantId other = new TenantId("o-" + UUID.randomUUID());
        rememberAsBefore(other, 2, record(7, "one", DAY));
        rememberAsBefore(tenant, 1, record(8, "two", DAY));
        rememberAsBefore(tenant, 2, record(7, "one", DAY));
        rememberAsBefore(tenant, 2, record(9, "three", DAY));

        // when
        records.undo(tenant, 2, List.of(7L, 8L));

        // then
        assertThat(records.changes(other, List.of(record(7, "one", DAY))).compare(record(7, "one", DAY)))
                .isEmpty();
        assertThat(publish(record(7, "one", DAY), record(8, "two", DAY), record(9, "three", DAY)))
                .containsExactly(Optional.of(NOTHING), Optional.empty(), Optional.empty());
    }

    @Test
    void of_a_page_in_doubt_that_the_version_before_left_all_records_are_published_in_a_version_of_their_own() {
        // given
        rememberAsBefore(tenant, 1, record(8, "two", DAY));
        rememberAsBefore(tenant, 2, record(7, "1", DAY));

        // when
        records.doubt(tenant, 2, List.of(7L, 8L));

        // then
        assertThat(publish(record(7, "1", DAY), record(8, "two", DAY)))
                .containsExactly(Optional.of(new Last(1, false)), Optional.empty());
    }

    @Test
    void of_a_page_in_doubt_all_records_are_published_in_a_version_of_their_own() {
        // given
        publish(record(7, "one", DAY), record(8, "two", DAY));
        Changes pending = records.changes(tenant, List.of(record(7, "1", DAY), record(9, "three", DAY)));
        pending.compare(record(7, "1", DAY));
        pending.compare(record(9, "three", DAY));

        // when
        records.doubt(tenant, pending.toStore());

        // then
        assertThat(publish(record(7, "1", DAY), record(8, "two", DAY), record(9, "three", DAY)))
                .containsExactly(Optional.of(new Last(2, false)), Optional.empty(), Optional.of(new Last(1, false)));
    }

    /** The limit in the statement has it so whatever the statistics say. No index serves the whole of it otherwise. */
    @Test
    void looks_up_each_record_by_its_key() {
        // given as many as pages that go together have
        Long[] ids = LongStream.rangeClosed(1, 800).boxed().toArray(Long[]::new);

        // when
        List<String> plan = database.inTransaction(() -> {
            // a table is as small here as it never is where it matters
            database.update("set local enable_seqscan = off");
            return database.query(
                    "explain " + RecordStore.LAST, row -> row.getString(1), ids, tenant.value(), tenant.value());
        });

        // then
        assertThat(plan)
                .anyMatch(
                        line -> line.contains("Index Cond") && line.contains("(tenant = ") && line.contains("(id = "));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
    }

    private List<Optional<Last>> publish(Found... found) {
        Changes changes = records.changes(tenant, List.of(found));
        List<Optional<Last>> last = Stream.of(found).map(changes::compare).toList();
        records.store(tenant, changes.toStore());
        return last;
    }

    /** What the version before writes of a new record, before it publishes the page. */
    private void rememberAsBefore(TenantId owner, long page, Found record) {
        database.update("""
                insert into record (tenant, id, hash, version, row_id, day, page, version_before)
                values (?, ?, ?, 1, ?, ?, ?, 0)
                """, owner.value(), record.id(), record.hash(), record.row(), record.day(), page);
    }

    private static Found record(long id, String content, LocalDate day) {
        return new Showing(id, bytes(content), id, day);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private record Showing(long id, byte[] hash, long row, LocalDate day) implements Found {}
}
