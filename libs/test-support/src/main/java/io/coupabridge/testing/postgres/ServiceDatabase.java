package io.coupabridge.testing.postgres;

import java.util.List;
import java.util.Map;

/**
 * A database with a role that owns it and roles that only work in it.
 *
 * @param url JDBC URL without a login
 * @param owner migrates
 * @param workers of one service, or one of each that shares the database
 * @param password of all of them
 */
public record ServiceDatabase(String url, String owner, List<String> workers, String password) {

    public ServiceDatabase {
        workers = List.copyOf(workers);
    }

    /** A database in which a service works and migrates with one role, as on a developer's machine. */
    public static ServiceDatabase ofOneRole(String url, String role, String password) {
        return new ServiceDatabase(url, role, List.of(role), password);
    }

    /** The same for one of those who work there. */
    public ServiceDatabase of(String worker) {
        return new ServiceDatabase(url, owner, List.of(worker), password);
    }

    public String worker() {
        return workers.get(0);
    }

    /**
     * The settings of a service whose database it is.
     *
     * @param name of the datasource in Quarkus; empty for the service's own
     */
    public Map<String, String> settings(String name) {
        String key = name.isEmpty() ? "" : "\"" + name + "\".";
        return Map.of(
                "quarkus.datasource." + key + "jdbc.url", url,
                "quarkus.datasource." + key + "username", worker(),
                "quarkus.datasource." + key + "password", password,
                "quarkus.flyway." + key + "username", owner,
                "quarkus.flyway." + key + "password", password);
    }
}
