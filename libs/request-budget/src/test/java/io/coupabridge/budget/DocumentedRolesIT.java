package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.RoleProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The SQL in docs/operate.md makes roles that work, also where nobody is a superuser. */
class DocumentedRolesIT {

    private static final String PASSWORD = "test-only";
    private static final Pattern SQL = Pattern.compile("### Roles.*?```sql\n(.*?)```", Pattern.DOTALL);

    @Test
    void an_administrator_who_is_no_superuser_makes_the_roles_and_everybody_can_work() throws Exception {
        try (TestPostgres postgres = TestPostgres.start()) {
            // given
            String any = postgres.freshDatabase();
            TestPostgres.execute(
                    any, "create role administrator login createrole createdb password '" + PASSWORD + "'");
            String server = any.replaceAll("[^/]*$", "");

            // when
            execute(any.replaceAll("[?].*", ""), documented());

            // then
            for (String worker : List.of("token", "roster", "expense")) {
                migrateFor(server + "budget", worker);
                RoleProbe budget = new RoleProbe(server + "budget", worker, PASSWORD);
                assertThat(budget.failure("select * from request_budget_hosts()"))
                        .isEmpty();
                assertThat(budget.failure("select * from request_budget")).isEqualTo(RoleProbe.DENIED);
            }
            assertThat(new RoleProbe(server + "roster", "roster", PASSWORD).failure("create table mine (x int)"))
                    .isEqualTo(RoleProbe.DENIED);
            assertThat(new RoleProbe(server + "roster", "roster_owner", PASSWORD).failure("create table ours (x int)"))
                    .isEmpty();
            assertThat(new RoleProbe(server + "roster", "expense", PASSWORD).failure("select 1"))
                    .isEqualTo(RoleProbe.DENIED);
        }
    }

    private static String documented() throws Exception {
        Matcher page = SQL.matcher(Files.readString(Path.of("../../docs/operate.md")));
        assertThat(page.find()).isTrue();
        return page.group(1).replace("…", PASSWORD);
    }

    private static void execute(String url, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "administrator", PASSWORD);
                Statement statement = connection.createStatement()) {
            // a database cannot be made together with something else
            for (String each : statements.split(";")) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    private static void migrateFor(String url, String worker) {
        Flyway.configure()
                .dataSource(url, "budget_owner", PASSWORD)
                .locations(RequestBudget.MIGRATIONS)
                .table(RequestBudget.SCHEMA_HISTORY_TABLE)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, worker))
                .load()
                .migrate();
    }
}
