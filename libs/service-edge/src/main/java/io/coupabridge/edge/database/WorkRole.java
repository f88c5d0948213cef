package io.coupabridge.edge.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The role with which a service works in a database.
 *
 * @param name as SQL writes it, with quotation marks where it needs them
 * @param superuser whether it is one or may become one
 * @param changesTables whether it owns tables of the schema or may make some
 */
record WorkRole(String name, boolean superuser, boolean changesTables) {

    private static final String WHO = """
            select quote_ident(current_user) as name,
                   exists (select from pg_catalog.pg_roles r
                       where r.rolsuper and pg_catalog.pg_has_role(r.oid, 'member')) as superuser,
                   has_schema_privilege(current_schema(), 'create')
                       or exists (select from pg_catalog.pg_class c
                           where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                               and pg_catalog.pg_has_role(c.relowner, 'member')) as changes_tables
            """;

    static WorkRole of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WHO)) {
            row.next();
            return new WorkRole(row.getString("name"), row.getBoolean("superuser"), row.getBoolean("changes_tables"));
        }
    }
}
