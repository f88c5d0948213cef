package io.coupabridge.local.fault;

import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;

/** A copy of a service's database, taken while the service works. */
final class Backup {

    private final ServiceDatabase database;
    private final String copy;

    private Backup(ServiceDatabase database) {
        this.database = database;
        this.copy = name(database) + "_backup";
    }

    static Backup of(ServiceDatabase database) {
        Backup backup = new Backup(database);
        String name = name(database);
        // what is copied must have no sessions; the service opens others afterwards
        onServerOf(database, "alter database " + name + " allow_connections false");
        onServerOf(database, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        onServerOf(database, "create database " + backup.copy + " template " + name);
        onServerOf(database, "alter database " + name + " allow_connections true");
        return backup;
    }

    /** Puts the copy in the place of the database. */
    void restore() {
        makeAnew(database, "template " + copy);
    }

    /** Puts an empty one in the place of the database, as if there were no copy. */
    static void lose(ServiceDatabase database) {
        makeAnew(database, "");
    }

    private static void makeAnew(ServiceDatabase database, String template) {
        String name = name(database);
        onServerOf(database, "drop database " + name + " with (force)");
        onServerOf(database, "create database " + name + " owner " + database.owner() + " " + template);
        onServerOf(database, "revoke all on database " + name + " from public");
        database.workers()
                .forEach(worker -> onServerOf(database, "grant connect on database " + name + " to " + worker));
    }

    private static String name(ServiceDatabase database) {
        return database.url().replaceAll(".*/", "");
    }

    /** Each statement alone, since databases are made outside of transactions. */
    private static void onServerOf(ServiceDatabase database, String sql) {
        TestPostgres.execute(database.url().replaceAll("/[^/]*$", "/" + TestPostgres.USER), sql);
    }
}
