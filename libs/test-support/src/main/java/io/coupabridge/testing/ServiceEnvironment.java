package io.coupabridge.testing;

import io.coupabridge.testing.postgres.PostgresServer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The environment variables with which every packaged service runs on this machine. */
public final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /** The environment variable of a setting, such as {@code COUPABRIDGE_WORKER_COUNT}. */
    public static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Without port and keysets, in a map to add to.
     *
     * @param database JDBC URL of the service's own
     * @param budget JDBC URL of the request budget's
     * @param password of {@link PostgresServer#USER} on both
     * @param origins to which tenants may point beside Coupa's own
     */
    public static Map<String, String> of(
            String bootstrapServers, String database, String budget, String password, Collection<String> origins) {
        Map<String, String> environment = new HashMap<>();
        // the services refuse the profile prod until their callers are authenticated
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database);
        environment.put("QUARKUS_DATASOURCE_USERNAME", PostgresServer.USER);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", password);
        environment.put("QUARKUS_DATASOURCE__BUDGET__JDBC_URL", budget);
        environment.put("QUARKUS_DATASOURCE__BUDGET__USERNAME", PostgresServer.USER);
        environment.put("QUARKUS_DATASOURCE__BUDGET__PASSWORD", password);
        environment.put("COUPABRIDGE_ALLOWED_ORIGINS", String.join(",", origins));
        return environment;
    }
}
