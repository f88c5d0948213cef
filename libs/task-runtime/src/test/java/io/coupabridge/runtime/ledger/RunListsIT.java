package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RunLists.Selection;
import io.coupabridge.runtime.ledger.RunLists.Statement;
import io.coupabridge.testing.TestPostgres;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten thousand tenants with two runs each, and some more of the test's tenant. */
@QuarkusTest
class RunListsIT extends RuntimeTest {

    private static final int TENANTS = 10_000;
    private static final Set<Run.State> NO_STATE = EnumSet.noneOf(Run.State.class);
    private static final Set<WaitReason> NO_REASON = EnumSet.noneOf(WaitReason.class);
    private static final Set<ErrorCode> NO_CODE = EnumSet.noneOf(ErrorCode.class);

    @Inject
    RunLists lists;

    @Inject
    Database database;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @BeforeEach
    void fill() {
        awaitStart();
        database.update("""
                insert into run (command_id, tenant, state, mode_asked, received_at, deadline, finished_at, position, progress,
                                 waiting, failure)
                select gen_random_uuid(), 'many-' || n % ?, case when n % 100 = 7 then 'FAILED' else 'COMPLETED' end, 'AUTO', now(),
                    now(), now(), '{}', '{}', null, case when n % 100 = 7 then '{"code":"SCOPE_MISSING","message":"m"}' end
                from generate_series(1, ?) n
                """, TENANTS, 2 * TENANTS);
        TestPostgres.execute(url, "vacuum analyze run");
    }

    @AfterEach
    void empty() {
        database.update("delete from run where tenant like 'many-%' or tenant = ?", tenant.value());
    }

    @Test
    void shows_each_run_once_and_the_newest_first() {
        // given
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            runs.add(0, insert("COMPLETED", null, null));
        }
        Selection own = of(tenant);

        // when
        List<UUID> seen = new ArrayList<>();
        OptionalLong behind = OptionalLong.empty();
        List<Run> page = lists.page(own, behind, 3);
        while (!page.isEmpty()) {
            page.forEach(run -> seen.add(run.commandId()));
            behind = lists.place(seen.get(seen.size() - 1), own.tenants());
            page = lists.page(own, behind, 3);
        }

        // then
        assertThat(seen).isEqualTo(runs);
    }

    @Test
    void selects_by_state_reason_code_and_tenant() {
        // given
        UUID waits = insert(
                "RUNNING", "{\"reason\":\"THROTTLED\",\"until\":\"2026-11-24T09:30:00Z\",\"message\":\"m\"}", null);
        UUID failed = insert("FAILED", null, "{\"code\":\"FORBIDDEN\",\"message\":\"m\",\"retryable\":false}");
        UUID queued = insert("QUEUED", null, null);
        Optional<Set<TenantId>> own = Optional.of(Set.of(tenant));

        // then
        assertThat(ids(new Selection(own, EnumSet.of(Run.State.RUNNING, Run.State.QUEUED), NO_REASON, NO_CODE)))
                .containsExactly(queued, waits);
        assertThat(ids(new Selection(own, NO_STATE, EnumSet.of(WaitReason.THROTTLED), NO_CODE)))
                .containsExactly(waits);
        assertThat(ids(new Selection(own, NO_STATE, NO_REASON, EnumSet.of(ErrorCode.FORBIDDEN, ErrorCode.INTERNAL))))
                .containsExactly(failed);
        assertThat(ids(new Selection(own, EnumSet.of(Run.State.QUEUED), EnumSet.of(WaitReason.THROTTLED), NO_CODE)))
                .isEmpty();
        assertThat(ids(new Selection(Optional.of(Set.of()), NO_STATE, NO_REASON, NO_CODE)))
                .isEmpty();
        assertThat(ids(of(new TenantId("many-3")))).hasSize(2);
    }

    @Test
    void what_a_run_has_waited_for_is_forgotten_with_its_end() {
        // given
        insert("COMPLETED", "{\"reason\":\"THROTTLED\",\"until\":\"2026-11-24T09:30:00Z\",\"message\":\"m\"}", null);

        // then
        assertThat(ids(new Selection(Optional.of(Set.of(tenant)), NO_STATE, EnumSet.of(WaitReason.THROTTLED), NO_CODE)))
                .isEmpty();
    }

    @Test
    void a_command_that_cancels_is_no_run() {
        // given
        UUID run = insert("CANCELLED", null, null);
        UUID cancel = insert("CANCELLED", null, null);
        database.update("update run set cancels = ? where command_id = ?", run, cancel);

        // then
        assertThat(ids(of(tenant))).containsExactly(run);
        assertThat(lists.counts(Optional.of(Set.of(tenant))).states()).isEqualTo(Map.of("CANCELLED", 1L));
    }

    @Test
    void a_run_of_another_tenant_is_no_place_to_go_on_from() {
        // given
        UUID run = insert("COMPLETED", null, null);

        // then
        assertThat(lists.place(run, Optional.empty())).isPresent();
        assertThat(lists.place(run, Optional.of(Set.of(new TenantId("many-3")))))
                .isEmpty();
        assertThat(lists.place(UUID.randomUUID(), Optional.empty())).isEmpty();
    }

    @Test
    void counts_every_run_and_what_those_that_are_open_wait_for() {
        // given
        RunLists.Counts before = lists.counts(Optional.empty());
        insert("RUNNING", "{\"reason\":\"THROTTLED\",\"until\":\"2026-11-24T09:30:00Z\",\"message\":\"m\"}", null);

        // when
        RunLists.Counts counts = lists.counts(Optional.empty());
        RunLists.Counts own = lists.counts(Optional.of(Set.of(tenant)));

        // then
        assertThat(counts.states().get("COMPLETED")).isGreaterThanOrEqualTo(2 * TENANTS - 200);
        assertThat(counts.states().get("FAILED")).isGreaterThanOrEqualTo(200);
        assertThat(counts.waiting().get("THROTTLED")).isEqualTo(before.waiting().getOrDefault("THROTTLED", 0L) + 1);
        assertThat(own.states()).isEqualTo(Map.of("RUNNING", 1L));
        assertThat(own.waiting()).isEqualTo(Map.of("THROTTLED", 1L));
    }

    /** Nothing else would say which index is missed, since the tables are small here. */
    @Test
    void reads_by_the_index_that_was_made_for_it() {
        // given
        Optional<Set<TenantId>> all = Optional.empty();
        Optional<Set<TenantId>> one = Optional.of(Set.of(new TenantId("many-3")));
        OptionalLong start = OptionalLong.empty();
        // hardly any run is open here, so that one index is as good as the other
        String waiting = "(run_waiting|run_open)";
        Map<Statement, String> indexes = new LinkedHashMap<>();
        indexes.put(newest(NO_STATE, NO_REASON, NO_CODE), "run_in_order");
        indexes.put(
                RunLists.newest(new Selection(all, NO_STATE, NO_REASON, NO_CODE), OptionalLong.of(500), 201),
                "run_in_order");
        indexes.put(RunLists.newest(of(new TenantId("many-3")), start, 201), "run_by_tenant");
        indexes.put(newest(EnumSet.of(Run.State.RUNNING), NO_REASON, NO_CODE), "run_by_state");
        indexes.put(newest(EnumSet.of(Run.State.FAILED), NO_REASON, NO_CODE), "run_by_state");
        indexes.put(newest(NO_STATE, EnumSet.of(WaitReason.THROTTLED), NO_CODE), waiting);
        indexes.put(newest(NO_STATE, NO_REASON, EnumSet.of(ErrorCode.FORBIDDEN)), "run_failed");
        // each run counts, in whichever order
        indexes.put(RunLists.states(all), "(run_by_state|run_in_order)");
        indexes.put(RunLists.states(one), "run_by_tenant");
        indexes.put(RunLists.waiting(all), waiting);

        indexes.forEach((statement, index) -> {
            // when
            List<String> plan = database.inTransaction(() -> {
                database.update("set local enable_seqscan = off");
                return database.query("explain " + statement.sql(), row -> row.getString(1), statement.values());
            });

            // then
            assertThat(plan)
                    .as(statement.sql())
                    .anyMatch(line -> line.matches(".*\\b" + index + "\\b.*"))
                    .noneMatch(line -> line.contains("Seq Scan"));
        });
    }

    private static Statement newest(Set<Run.State> states, Set<WaitReason> waiting, Set<ErrorCode> failures) {
        return RunLists.newest(new Selection(Optional.empty(), states, waiting, failures), OptionalLong.empty(), 201);
    }

    private UUID insert(String state, String waiting, String failure) {
        UUID command = UUID.randomUUID();
        boolean open = Set.of("RECEIVED", "QUEUED", "RUNNING").contains(state);
        database.update(
                "insert into run (command_id, tenant, state, mode_asked, received_at, deadline, finished_at, position, progress,"
                        + " waiting, failure) values (?, ?, ?, 'AUTO', now(), now(), " + (open ? "null" : "now()")
                        + ", '{}', '{}', ?, ?)",
                command,
                tenant.value(),
                state,
                waiting,
                failure);
        return command;
    }

    private List<UUID> ids(Selection selection) {
        return lists.page(selection, OptionalLong.empty(), 100).stream()
                .map(Run::commandId)
                .toList();
    }

    private static Selection of(TenantId tenant) {
        return new Selection(Optional.of(Set.of(tenant)), NO_STATE, NO_REASON, NO_CODE);
    }
}
