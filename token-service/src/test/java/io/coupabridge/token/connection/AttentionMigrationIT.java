package io.coupabridge.token.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the version before has stored is known to those who list it. */
@Timeout(60)
class AttentionMigrationIT {

    private final String url = TestPostgres.shared().freshDatabase();

    @BeforeEach
    void fillTheTablesOfBefore() {
        migrate("9");
        connection("dead", "REAUTHORIZATION_REQUIRED", "INVALID_CLIENT", "OAUTH2_CLIENT");
        execute("update connection set dead_since = '2026-11-20T00:00:00Z'");
        connection("legacy", "REAUTHORIZATION_REQUIRED", "API_KEY_RETIRED", "NONE");
        connection("reauthorized", "ACTIVE", null, "OAUTH2_CLIENT");
        connection("ended", "DISCONNECTED", null, "NONE");
        connection("works", "ACTIVE", null, "OAUTH2_CLIENT");
        connection("anew", "ACTIVE", null, "OAUTH2_CLIENT");
        connection("erased", "ACTIVE", null, "OAUTH2_CLIENT");
        execute("insert into trail_entry (tenant, position, at, actor, action, result, detail, times, previous, hash)"
                + " select tenant, 1, now(), 'CALLER', 'API_KEY_IMPORTED', 'DONE', '{}', 1, '', '' from connection"
                + " where tenant in ('legacy', 'reauthorized', 'ended', 'anew', 'erased')");
        execute("insert into trail_entry (tenant, position, at, actor, action, result, detail, times, previous, hash)"
                + " values ('anew', 2, now(), 'CALLER', 'CONNECTION_DELETED', 'DONE', '{}', 1, '', ''),"
                + " ('erased', 2, now(), 'CALLER', 'ERASURE_REQUESTED', 'DONE', '{}', 1, '', '')");
        execute("insert into connection_task (tenant, task, verdict, message, found_at) values"
                + " ('works', 'APPLICATION_ROSTER', 'GRANTED', 'm', null),"
                + " ('works', 'EXPENSE_DISCOVERY', 'SCOPE_MISSING', 'm', '2026-11-21T00:00:00Z')");
    }

    @Test
    void trouble_and_refusals_are_as_old_as_is_known() {
        // when
        migrate("10");

        // then
        assertThat(query("select trouble_since = dead_since from connection where tenant = 'dead'"))
                .isEqualTo("t");
        assertThat(query("select trouble_since = changed_at from connection where tenant = 'legacy'"))
                .isEqualTo("t");
        assertThat(query("select count(*) from connection where trouble_since is not null"))
                .isEqualTo("2");
        assertThat(query("select task from connection_task where refused_since = found_at"))
                .isEqualTo("EXPENSE_DISCOVERY");
    }

    @Test
    void those_that_began_with_an_api_key_and_have_not_ended_are_of_the_campaign() {
        // when
        migrate("12");

        // then
        assertThat(query("select string_agg(tenant, ' ' order by tenant) from connection where imported"))
                .isEqualTo("legacy reauthorized");
    }

    private void connection(String tenant, String state, String reason, String kind) {
        execute(
                "insert into connection (tenant, version, state, reason, message, cause, request_ceiling, credential_kind,"
                        + " credential_version, verification, verification_ended, created_at, changed_at) values ('"
                        + tenant
                        + "', 1, '" + state + "', " + (reason == null ? "null" : "'" + reason + "'")
                        + ", 'm', 'VERIFIED', 10, '"
                        + kind + "', 1, 1, 1, now(), now())");
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(url, TestPostgres.USER, TestPostgres.PASSWORD)
                .locations("db/token")
                // what is repeated knows the tables of the newest version
                .repeatableSqlMigrationPrefix("none")
                .target(target)
                .load()
                .migrate();
    }

    private void execute(String sql) {
        TestPostgres.execute(url, sql);
    }

    private String query(String sql) {
        return TestPostgres.query(url, sql);
    }
}
