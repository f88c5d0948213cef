package io.coupabridge.testing;

import io.coupabridge.testing.postgres.PostgresServer;

/**
 * A database server that no test may stop.
 *
 * @param anyUrl the JDBC URL of a database called {@link #ANY}
 */
record SharedPostgres(String anyUrl) implements PostgresServer {

    static final String ANY = "any_database";

    @Override
    public String jdbcUrl(String database) {
        return anyUrl.replace(ANY, database);
    }

    @Override
    public void start() {
        throw SharedServer.notYours();
    }

    @Override
    public void stop() {
        throw SharedServer.notYours();
    }

    @Override
    public void kill() {
        throw SharedServer.notYours();
    }

    @Override
    public void pause() {
        throw SharedServer.notYours();
    }

    @Override
    public void resume() {
        throw SharedServer.notYours();
    }

    @Override
    public void close() {
        throw SharedServer.notYours();
    }
}
