package io.coupabridge.token.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.postgres.RoleProbe;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the role may do with which all these tests run. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
class DatabaseRightsIT {

    private static final String ALL = "delete, insert, select, update";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.\"budget\".jdbc.url")
    String budgetUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String role;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @ConfigProperty(name = "quarkus.datasource.\"budget\".username")
    String budgetRole;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @Test
    void are_to_read_and_write_rows_and_to_add_to_the_trail() {
        // when
        Map<String, String> rights = new RoleProbe(url, role, password).rights();

        // then
        Map<String, String> others = new TreeMap<>(rights);
        assertThat(others.remove("audit_entry")).isEqualTo("delete, insert, select");
        assertThat(others.remove("trail_entry")).isEqualTo("insert, select");
        assertThat(others.remove("trail_origin")).isEqualTo("delete, insert, select");
        assertThat(others.remove("flyway_schema_history")).isEqualTo("select");
        assertThat(others)
                .containsKeys("connection", "token", "outbox")
                .allSatisfy((table, right) -> assertThat(right).as(table).isEqualTo(ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table mine (x int)",
                "create function mine() returns int language sql return 1",
                "create temporary table connection (x int)",
                "alter table connection add column x text",
                "drop table connection",
                "truncate connection",
                "create trigger mine before update on token for each row execute function suppress_redundant_updates_trigger()",
                "update audit_entry set actor = 'nobody'",
                "update trail_entry set action = 'nothing'",
                "delete from trail_entry",
                "update trail_origin set subject = 'nobody'",
                "delete from flyway_schema_history",
                "set role ${owner}",
                "set role postgres"
            })
    void end_there(String statement) {
        String tried = statement.replace("${owner}", owner);

        assertThat(new RoleProbe(url, role, password).failure(tried)).isEqualTo(RoleProbe.DENIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update request_budget set blocked_until = 'infinity'",
                "select * from request_budget",
                "delete from request_budget_holder"
            })
    void in_the_budget_are_to_call_its_functions(String statement) {
        RoleProbe budget = new RoleProbe(budgetUrl, budgetRole, password);

        assertThat(budget.failure(statement)).isEqualTo(RoleProbe.DENIED);
        assertThat(budget.failure("select * from request_budget_hosts()")).isEmpty();
    }

    @Test
    void reach_no_other_database() {
        assertThat(new RoleProbe(budgetUrl, role, password).failure("select 1")).isEqualTo(RoleProbe.DENIED);
        assertThat(new RoleProbe(url, budgetRole, password).failure("select 1")).isEqualTo(RoleProbe.DENIED);
    }
}
