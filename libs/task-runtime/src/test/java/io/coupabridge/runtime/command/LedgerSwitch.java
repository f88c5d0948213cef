package io.coupabridge.runtime.command;

import io.coupabridge.testing.TestPostgres;

/** Takes a database away from everybody, as an outage does, and gives it back. */
final class LedgerSwitch {

    private final String server;
    private final String database;

    LedgerSwitch(String jdbcUrl) {
        int from = jdbcUrl.lastIndexOf('/') + 1;
        this.database = jdbcUrl.substring(from);
        this.server = jdbcUrl.substring(0, from) + "postgres";
    }

    void off() {
        execute("alter database \"" + database + "\" allow_connections false");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
    }

    void on() {
        execute("alter database \"" + database + "\" allow_connections true");
    }

    private void execute(String sql) {
        TestPostgres.execute(server, sql);
    }
}
