package io.coupabridge.token.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand tenants, of whom some need a person. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class ConnectionListsIT {

    private static final int TENANTS = 10_000;
    private static final String BEHIND_ALL_OTHERS = "zz";
    private static final Set<ConnectionState> ANY = EnumSet.noneOf(ConnectionState.class);

    @Inject
    ConnectionLists lists;

    @Inject
    EntityManager entities;

    @Inject
    TestClock clock;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    private ConnectionLists.Counts before;

    /** Refusals of far ahead are not verified again meanwhile. */
    @BeforeEach
    void fill() {
        before = lists.counts();
        TestPostgres.execute(url, """
                insert into connection (tenant, version, state, reason, message, cause, base_url, client_id, request_ceiling,
                    credential_kind, credential_version, sealed_credential, verification, verification_ended, created_at,
                    changed_at, trouble_since, imported, wanted_tasks)
                select 'zz-' || lpad(n::text, 5, '0'), 1,
                    case n % 500 when 1 then 'REAUTHORIZATION_REQUIRED' when 2 then 'DEGRADED' when 3 then 'DEGRADED'
                        else 'ACTIVE' end,
                    case n % 500 when 1 then 'API_KEY_RETIRED' when 2 then 'UNEXPECTED_ANSWER' end, repeat('m', 150), 'VERIFIED',
                    'https://zz.coupahost.com', 'client', 10, case n % 500 when 1 then 'NONE' else 'OAUTH2_CLIENT' end, 1,
                    repeat('s', 600), 1, 1, now(), now() + interval '10 years',
                    case n % 500 when 2 then now() - interval '2 hours' when 3 then now() + interval '10 years' end,
                    n % 500 in (4, 5), case n % 500 when 7 then 'APPLICATION_ROSTER' end
                from generate_series(1, TENANTS) n
                """.replace("TENANTS", Integer.toString(TENANTS)));
        TestPostgres.execute(url, """
                insert into connection_task (tenant, task, verdict, message, found_at)
                select tenant, task, case when task = 'EXPENSE_DISCOVERY' and right(tenant, 3) in ('006', '507', '008')
                    then case right(tenant, 3) when '008' then 'FORBIDDEN' else 'SCOPE_MISSING' end else 'GRANTED' end, 'm',
                    now() + interval '10 years'
                from connection, (values ('APPLICATION_ROSTER'), ('EXPENSE_DISCOVERY')) task(task) where tenant like 'zz-%'
                """);
        TestPostgres.execute(url, "vacuum analyze connection, connection_task");
    }

    @AfterEach
    void empty() {
        TestPostgres.execute(url, "delete from connection_task where tenant like 'zz-%'");
        TestPostgres.execute(url, "delete from connection where tenant like 'zz-%'");
    }

    @Test
    void the_database_selects_those_of_whom_the_service_says_why_they_need_a_person() {
        // given
        Instant now = clock.instant();
        List<String> saying = all(false).stream()
                .filter(row -> !Attention.of(row, now).isEmpty())
                .map(row -> row.tenant)
                .toList();

        // when
        List<String> selected = all(true).stream().map(row -> row.tenant).toList();

        // then
        assertThat(selected).hasSize(20 + 20 + 10 + 10).isEqualTo(saying);
    }

    @Test
    void pages_are_in_order_and_hold_each_connection_once() {
        // when
        List<String> tenants = all(false).stream().map(row -> row.tenant).toList();

        // then
        assertThat(tenants).hasSize(TENANTS).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void all_are_counted_by_state_by_cause_and_for_the_campaign() {
        // when
        ConnectionLists.Counts counts = lists.counts();

        // then
        assertThat(more(before.states(), counts.states(), ConnectionState.REAUTHORIZATION_REQUIRED))
                .isEqualTo(20);
        assertThat(more(before.states(), counts.states(), ConnectionState.DEGRADED))
                .isEqualTo(40);
        assertThat(more(before.states(), counts.states(), ConnectionState.ACTIVE))
                .isEqualTo(TENANTS - 60);
        assertThat(more(before.causes(), counts.causes(), Attention.Cause.REAUTHORIZATION_REQUIRED))
                .isEqualTo(20);
        assertThat(more(before.causes(), counts.causes(), Attention.Cause.DEGRADED))
                .isEqualTo(20);
        assertThat(more(before.causes(), counts.causes(), Attention.Cause.SCOPE_MISSING))
                .isEqualTo(10);
        assertThat(more(before.causes(), counts.causes(), Attention.Cause.FORBIDDEN))
                .isEqualTo(10);
        assertThat(counts.needing() - before.needing()).isEqualTo(60);
        assertThat(counts.imported() - before.imported()).isEqualTo(60);
        assertThat(counts.left() - before.left()).isEqualTo(20);
    }

    @Test
    @Transactional
    void reads_no_table_from_end_to_end() {
        // given
        List<Query> queries = List.of(
                page(false, false),
                page(true, false).setParameter("states", List.of("DEGRADED", "REAUTHORIZATION_REQUIRED")),
                rule(page(false, true)),
                rule(page(true, true).setParameter("states", List.of("ACTIVE"))),
                rule(explain(ConnectionLists.COUNT_NEEDING)),
                explain(ConnectionLists.COUNT_IMPORTED),
                explain("select state, count(*) from connection group by state"));

        for (Query query : queries) {
            // when
            List<?> plan = query.getResultList();

            // then
            assertThat(plan).noneMatch(line -> line.toString().contains("Seq Scan on connection"));
        }
    }

    private Query page(boolean byState, boolean attention) {
        return explain(ConnectionLists.pageQuery(byState, attention))
                .setParameter("after", "zz-05000")
                .setParameter("limit", 51);
    }

    private Query rule(Query query) {
        return query.setParameter("outageSince", clock.instant())
                .setParameter("wantedByDefault", "APPLICATION_ROSTER,EXPENSE_DISCOVERY");
    }

    private Query explain(String sql) {
        return entities.createNativeQuery("explain " + sql);
    }

    private List<ConnectionRow> all(boolean attention) {
        List<ConnectionRow> all = new ArrayList<>();
        List<ConnectionRow> page = lists.page(ANY, attention, BEHIND_ALL_OTHERS, 501);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = lists.page(ANY, attention, page.get(page.size() - 1).tenant, 501);
        }
        return all;
    }

    private static <K> long more(Map<K, Long> before, Map<K, Long> after, K key) {
        return after.getOrDefault(key, 0L) - before.getOrDefault(key, 0L);
    }
}
