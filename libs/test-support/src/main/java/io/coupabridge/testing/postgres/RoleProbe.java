package io.coupabridge.testing.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tries what a role may do in a database.
 *
 * @param url JDBC URL without a login
 */
public record RoleProbe(String url, String role, String password) {

    /** The SQL state of a statement that needs a right that the role does not have. */
    public static final String DENIED = "42501";

    private static final String RIGHTS = """
            select c.relname, string_agg(p, ', ' order by p) filter (where has_table_privilege(c.oid, p)) as rights
            from pg_class c, unnest(array['delete', 'insert', 'references', 'select', 'trigger', 'truncate', 'update']) p
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
            group by c.relname
            """;

    /** The SQL state with which the statement fails, as does logging in for it; empty when it succeeds. */
    public String failure(String sql) {
        try (Connection connection = DriverManager.getConnection(url, role, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /** What the role may do with each table, such as {@code insert, select}. */
    public Map<String, String> rights() {
        try (Connection connection = DriverManager.getConnection(url, role, password);
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(RIGHTS)) {
            Map<String, String> rights = new TreeMap<>();
            while (tables.next()) {
                rights.put(tables.getString(1), String.valueOf(tables.getString(2)));
            }
            return rights;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
