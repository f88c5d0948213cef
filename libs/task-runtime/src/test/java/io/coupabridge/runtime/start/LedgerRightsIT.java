package io.coupabridge.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.testing.postgres.RoleProbe;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the role may do with which all these tests run. */
@QuarkusTest
class LedgerRightsIT extends RuntimeTest {

    private static final String ALL = "delete, insert, select, update";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.\"budget\".jdbc.url")
    String budgetUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String role;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @BeforeEach
    void awaitTables() {
        awaitStart();
    }

    @Test
    void are_to_read_and_write_rows_and_to_add_to_the_trail() {
        // when
        Map<String, String> rights = new RoleProbe(url, role, password).rights();

        // then
        Map<String, String> others = new TreeMap<>(rights);
        assertThat(others.remove("stream_audit")).isEqualTo("delete, insert, select");
        assertThat(others.remove("trail_entry")).isEqualTo("insert, select");
        assertThat(others.remove("trail_origin")).isEqualTo("delete, insert, select");
        assertThat(others.remove("flyway_schema_history")).isEqualTo("select");
        assertThat(others)
                .containsKeys("run", "stream", "record")
                .allSatisfy((table, right) -> assertThat(right).as(table).isEqualTo(ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table mine (x int)",
                "create function mine() returns int language sql return 1",
                "create temporary table record (x int)",
                "alter table record add column x text",
                "drop table record",
                "truncate record",
                "update stream_audit set what = 'nothing'",
                "update trail_entry set action = 'nothing'",
                "delete from trail_entry",
                "update trail_origin set subject = 'nobody'",
                "update flyway_schema_history set success = false",
                "set role ${owner}"
            })
    void end_there(String statement) {
        String tried = statement.replace("${owner}", owner);

        assertThat(new RoleProbe(url, role, password).failure(tried)).isEqualTo(RoleProbe.DENIED);
    }

    @Test
    void reach_no_other_database() {
        assertThat(new RoleProbe(budgetUrl, role, password).failure("select 1")).isEqualTo(RoleProbe.DENIED);
    }
}
