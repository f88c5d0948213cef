package io.coupabridge.edge.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The role with which somebody works in a database.
 *
 * @param name as SQL writes it, with quotation marks where it needs them
 * @param schema where it works, in the same way
 * @param superuser whether it is one or may become one
 * @param owns whether it owns the database, the schema or tables there, or may become who does
 * @param createsTables whether it may make tables there
 */
record WorkRole(String name, String schema, boolean superuser, boolean owns, boolean createsTables) {

    private static final String WHO = """
            select quote_ident(current_user) as name, quote_ident(current_schema()) as schema,
                   exists (select from pg_catalog.pg_roles r
                       where r.rolsuper and pg_catalog.pg_has_role(r.oid, 'member')) as superuser,
                   exists (select from pg_catalog.pg_database d
                       where d.datname = current_database() and pg_catalog.pg_has_role(d.datdba, 'member'))
                   or exists (select from pg_catalog.pg_namespace n
                       where n.nspname = current_schema() and pg_catalog.pg_has_role(n.nspowner, 'member'))
                   or exists (select from pg_catalog.pg_class c
                       where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                           and pg_catalog.pg_has_role(c.relowner, 'member')) as owns,
                   has_schema_privilege(current_schema(), 'create') as creates_tables
            """;

    static WorkRole of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WHO)) {
            row.next();
            return new WorkRole(
                    row.getString("name"),
                    row.getString("schema"),
                    row.getBoolean("superuser"),
                    row.getBoolean("owns"),
                    row.getBoolean("creates_tables"));
        }
    }

    boolean changesTables() {
        return owns || createsTables;
    }
}
