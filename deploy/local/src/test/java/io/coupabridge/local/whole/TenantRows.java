package io.coupabridge.local.whole;

import io.coupabridge.contracts.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of every table of a service that has a column {@code tenant}. */
final class TenantRows {

    private static final String TABLES = "select table_name from information_schema.columns"
            + " where column_name = 'tenant' and table_schema = 'public' order by 1";

    private final WholeSystem system;
    private final String module;

    TenantRows(WholeSystem system, String module) {
        this.system = system;
        this.module = module;
    }

    /** All that the services have of the tenant but its trail, which tells of refused requests about it. */
    static String all(WholeSystem system, TenantId tenant) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String module : system.services().keySet()) {
            new TenantRows(system, module).each((table, owner, row) -> {
                if (tenant.value().equals(owner) && !table.startsWith("trail_")) {
                    rows.add(table + row);
                }
            });
        }
        return String.join("\n", rows);
    }

    /**
     * The rows of a tenant that tell of another one.
     *
     * @param rows takes how many rows each table has
     */
    List<String> strays(Ownership ownership, Map<String, Integer> rows) throws SQLException {
        List<String> strays = new ArrayList<>();
        each((table, owner, row) -> {
            rows.merge(table, 1, Integer::sum);
            if (!ownership.isOnlyOf(owner, row)) {
                strays.add(table + " " + owner + ": " + row);
            }
        });
        return strays;
    }

    private interface RowReader {
        void read(String table, String tenant, String row);
    }

    private void each(RowReader reader) throws SQLException {
        try (Connection database = system.database(module);
                Statement statement = database.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(TABLES)) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row =
                        statement.executeQuery("select tenant, t::text from \"" + table + "\" t order by 1, 2")) {
                    while (row.next()) {
                        reader.read(table, row.getString(1), row.getString(2));
                    }
                }
            }
        }
    }
}
